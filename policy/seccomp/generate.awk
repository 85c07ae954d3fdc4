# generate.awk - makes src/plan/syscall_table.c from the data beside it.
#
#   LC_ALL=C awk -f generate.awk filter_condition.def *.calls >syscall_table.c
#
# Says file:line for everything that is wrong, and then writes nothing and exits with 1.
# README.md describes the data. Works with mawk, gawk and busybox awk.

function fail_at(place, message) {
	printf "%s: %s\n", place, message | "cat 1>&2"
	failed = 1
}

function fail(message) {
	fail_at(FILENAME ":" FNR, message)
}

function finish_file() {
	if (file == "" || is_def)
		return
	if (with == "" && !(group in verdict))
		fail_at(file, "says neither 'default' nor 'with'")
	if (with == "" && !(group in summary))
		fail_at(file, "has no summary")
}

function begin_file() {
	finish_file()
	file = FILENAME
	is_def = file ~ /\.def$/
	with = group = ""
	if (is_def)
		return
	group = file
	sub(/^.*\//, "", group)
	if (!sub(/\.calls$/, "", group) || group !~ /^[a-z][-a-z]*$/)
		fail("the file's name is not NAME.calls")
}

# "no-new-namespaces" -> "NO_NEW_NAMESPACES"
function identifier(word) {
	word = toupper(word)
	gsub(/-/, "_", word)
	return word
}

# What follows the first word.
function rest_of(line) {
	sub(/^[ \t]*[a-z]+[ \t]*/, "", line)
	sub(/[ \t]+$/, "", line)
	return line
}

function read_head(key, value) {
	if (value == "")
		return fail("'" key "' without a value")
	if (key == "with") {
		if (group in verdict)
			return fail("a group cannot be an opening too")
		with = value
	} else if (key == "summary") {
		summary[group] = value
	} else if (value != "allow" && value != "EPERM" && value != "ENOSYS") {
		fail("'default " value "': expected allow, EPERM or ENOSYS")
	} else if (with != "" || group in verdict) {
		fail("a second 'default', or one below 'with'")
	} else {
		verdict[group] = value
		groups[n_groups++] = group
	}
}

# A number of its own: 451 everywhere, or x86_64:335 on one architecture.
function read_number(name, word, part) {
	split(word, part, ":")
	if (word !~ /:/)
		part[2] = part[1]
	if (name in number)
		fail("'" name "' has two numbers")
	if (word !~ /:/ && word + 0 < 424)
		fail("'" word "': numbers below 424 differ between architectures")
	if (word in number_taken)
		fail("number " word " is '" number_taken[word] "' already")
	number_taken[word] = name
	number[name] = part[2]
	arch[name] = word ~ /:/ ? "AUDIT_ARCH_" toupper(part[1]) : "0"
}

function read_row(before, reason, n, word, i, name, bits) {
	n = split(before, word, /[ \t]+/)
	name = word[1]
	if (name !~ /^[a-z_][a-z0-9_]*$/)
		return fail("'" name "' is not the name of a system call")
	if (reason == "")
		return fail("'" name "' has no reason")
	if (reason ~ /["\\]/)
		return fail("a reason may not contain \" or \\")
	if (with == "" && (!(group in verdict) || !(group in summary)))
		return fail("'summary' and 'default' come before the first call")
	if (with != "" && (group, name) in seen)
		return fail("'" name "' stands here already")
	seen[group, name] = 1
	if (with == "" && (name in group_of))
		return fail("'" name "' stands in @" group_of[name] " already")
	if (with == "")
		refusal[name] = verdict[group] == "allow" ? "EPERM" : verdict[group]
	bits = ""
	for (i = 2; i <= n; i++) {
		if (word[i] == "ENOSYS" && with == "")
			refusal[name] = word[i]
		else if (word[i] == "ENOSYS" && n == 2)
			taken_back[n_opened] = word[i]
		else if (word[i] ~ /^[a-z0-9_]*:?[0-9]+$/ && with == "")
			read_number(name, word[i])
		else if (word[i] in is_condition)
			bits = bits (bits == "" ? "" : " | ") \
			       "CONDITION_BIT(CONDITION_" identifier(word[i]) ")"
		else
			fail("'" word[i] "' is not a condition, nor a number")
	}
	if (bits == "")
		bits = "0"
	if (with == "") {
		group_of[name] = group
		reason_of[name] = reason
		bits_of[name] = bits
		names[n_names++] = name
	} else {
		opened[n_opened] = name
		opened_at[n_opened] = FILENAME ":" FNR
		opened_with[n_opened] = with
		opened_bits[n_opened] = bits
		opened_reason[n_opened++] = reason
	}
}

# Insertion sort: some awks have no other.
function sort(list, n, i, j, word) {
	for (i = 1; i < n; i++) {
		word = list[i]
		for (j = i - 1; j >= 0 && list[j] > word; j--)
			list[j + 1] = list[j]
		list[j + 1] = word
	}
}

function verdict_name(word) {
	return "VERDICT_" toupper(word)
}

function print_groups(i) {
	print "const struct syscall_group syscall_group_table[] = {"
	for (i = 0; i < n_groups; i++) {
		index_of_group[groups[i]] = i
		printf "\t{\"@%s\", \"%s\", %s},\n", groups[i], summary[groups[i]],
		       verdict_name(verdict[groups[i]])
	}
	printf "};\nconst size_t syscall_n_groups = %d;\n\n", n_groups
}

function print_rows(i, name) {
	print "const struct syscall_row syscall_table[] = {"
	for (i = 0; i < n_names; i++) {
		name = names[i]
		index_of_row[name] = i
		printf "\t{\"%s\", \"%s\", %s, %s, %d, %d, %s},\n", name, reason_of[name],
		       bits_of[name], (name in arch ? arch[name] : "0"), number[name],
		       index_of_group[group_of[name]], verdict_name(refusal[name])
	}
	printf "};\nconst size_t syscall_n_rows = %d;\n\n", n_names
}

function print_openings(i) {
	print "const struct syscall_opening syscall_opening_table[] = {"
	for (i = 0; i < n_opened; i++)
		printf "\t{\"%s\", \"%s\", %s, %d, %s},\n", opened_with[i], opened_reason[i],
		       opened_bits[i], index_of_row[opened[i]],
		       verdict_name(i in taken_back ? taken_back[i] : "allow")
	printf "};\nconst size_t syscall_n_openings = %d;\n", n_opened
}

function read_line(text, hash, before, reason) {
	hash = index(text, "#")
	before = hash ? substr(text, 1, hash - 1) : text
	reason = hash ? substr(text, hash + 1) : ""
	gsub(/^[ \t]+|[ \t]+$/, "", before)
	gsub(/^[ \t]+|[ \t]+$/, "", reason)
	read_row(before, reason)
}

function check_openings(i) {
	for (i = 0; i < n_opened; i++)
		if (!(opened[i] in group_of))
			fail_at(opened_at[i], "'" opened[i] "' stands in no group")
}

BEGIN {
	# An unset counter is "" as a subscript, not 0.
	n_groups = n_names = n_opened = failed = 0
}
FNR == 1 {
	begin_file()
}
is_def {
	if (/^CONDITION\(/) {
		split($0, quoted, "\"")
		is_condition[quoted[2]] = 1
	}
	next
}
/^[ \t]*(#|$)/ {
	next
}
$1 == "summary" || $1 == "default" || $1 == "with" {
	read_head($1, rest_of($0))
	next
}
{
	read_line($0)
}
END {
	finish_file()
	check_openings()
	if (!n_names)
		fail_at("generate.awk", "no system calls given")
	if (failed)
		exit 1
	sort(names, n_names)
	sort(groups, n_groups)
	print "/* syscall_table.c - made by generate.awk from policy/seccomp/; do not edit. */"
	print "#include \"plan/syscall_table.h\"\n"
	print "#include <linux/audit.h>\n"
	print_groups()
	print_rows()
	print_openings()
}
