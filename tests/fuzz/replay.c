/* replay.c - an entry function of a fuzzer, once for every file that is named.
 */
#include <errno.h>

#include "fuzz/fuzz.h"

static int replay(const char *path)
{
	FILE *file = fopen(path, "re");
	static uint8_t data[1 << 20];
	uint8_t *exact;
	size_t n;

	if (!file) {
		perror(path);
		return -1;
	}
	n = fread(data, 1, sizeof(data), file);
	(void)fclose(file); /* only read */
	/* In memory of exactly its size, so that a sanitizer sees what lies behind it. */
	exact = malloc(n ? n : 1);
	MUST(exact);
	memcpy(exact, data, n);
	(void)LLVMFuzzerTestOneInput(exact, n); /* always 0 */
	free(exact);
	return 0;
}

int main(int argc, char **argv)
{
	int bad = 0;

	for (int i = 1; i < argc; i++) {
		printf("%s\n", argv[i]);
		fflush(stdout); /* says where it ended, when it does not come back */
		bad |= replay(argv[i]);
	}
	return bad ? 1 : 0;
}
