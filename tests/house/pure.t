#!/bin/sh
# pure.t - the rooms base, text and plan ask the host nothing and change nothing: their
# library imports no function that could.
. "$(dirname "$0")/../lib.sh"

# Names as in the manual; 64-bit, *at, checked and underscored variants are meant as well.
# Not in the list: heap, stdio on streams that are handed in, read, write, lseek and
# ftruncate on the one descriptor that filter_compile is given, and abort.
forbidden='
accept access acct adjtimex bind bpf brk capset chdir chmod chown chroot clearenv
clock_gettime clone clone3 close_range connect copy_file_range creat daemon dlopen dlsym
dup dup2 dup3 environ epoll_create eventfd execl execle execlp execv execve execvp execvpe
faccess fanotify_init fchdir fchmod fchown fcntl fdopen fexecve fgetxattr flock fopen fork
forkpty freopen fsconfig fsmount fsopen fstat fstatfs ftw getaddrinfo getauxval getcwd
getegid getenv geteuid getgid getgrgid getgrnam gethostbyname gethostname getlogin
getnameinfo getpid getppid getpwnam getpwuid getrandom getresuid getrlimit getsockopt
gettimeofday gettid getuid getxattr glob inotify_init ioctl isatty keyctl kill lchown link
listen listxattr localtime lstat memfd_create mkdir mkdtemp mkfifo mknod mkostemp mkstemp
mmap mount mount_setattr move_mount mprotect name_to_handle nanosleep nftw open open_by_handle
open_tree openat2 opendir openlog openpty personality pidfd_open pipe pipe2 pivot_root poll
popen posix_openpt posix_spawn posix_spawnp prctl prlimit process_vm_readv ptrace putenv
random raise rand readdir readlink realpath reboot recv recvfrom recvmsg remove rename
renameat2 rmdir scandir seccomp_load secure_getenv select send sendfile sendmsg sendto
setdomainname setegid setenv seteuid setfsuid setgid setgroups sethostname setitimer setns
setpgid setpriority setresgid setresuid setreuid setrlimit setsid setsockopt setuid setxattr
shm_open shmget shutdown sigaction sigprocmask signal sigqueue sleep socket socketpair splice
stat statfs statvfs statx swapon symlink sync syscall sysinfo syslog system tcgetattr
tcsetattr tempnam time timerfd_create tmpfile tmpnam truncate ttyname umask umount umount2
uname unlink unsetenv unshare userfaultfd usleep utime utimensat vfork vsyslog wait wait3
wait4 waitid waitpid wordexp
'

archive=$BUILD/libsandbox-pure.a
[ -f "$archive" ] || archive=${PURE_LIBRARY:-$archive}
has nm || skip_all nm "binutils are not here"

# What some object wants and none of the archive has.
imports() {
	nm -A -P -g "$1" | awk '
		{ name = $2; kind = $3 }
		kind == "U" { wanted[name] = 1 }
		kind != "U" { defined[name] = 1 }
		END {
			for (name in wanted)
				if (!(name in defined))
					print name
		}' | sort
}

# Imports whose plain name is in the list.
forbidden_imports() {
	imports "$1" | awk -v list="$forbidden" '
		BEGIN {
			n = split(list, word, /[ \n]+/)
			for (i = 1; i <= n; i++)
				bad[word[i]] = 1
		}
		{
			name = $1
			sub(/@.*/, "", name)
			while (name in bad == 0) {
				if (sub(/^_+(isoc99_|libc_|xpg_|x)?/, "", name) ||
				    sub(/_chk$/, "", name) || sub(/_(2|r|nocancel)$/, "", name) ||
				    sub(/64(_2)?$/, "", name) || sub(/at$/, "", name))
					continue
				next
			}
			print $1
		}'
}

ok "the pure library has been built" test -f "$archive"
isnt "its imports can be read" "$(imports "$archive")" ""
nothing "it imports nothing that asks or changes the host" "$(forbidden_imports "$archive")"

# A test that cannot fail proves nothing.
if has cc; then
	cat >"$TMP/impure.c" <<-'END'
		#include <fcntl.h>
		#include <stdio.h>
		#include <sys/mount.h>
		#include <sys/stat.h>
		int impure(const char *path, int flags, char *buffer);
		int impure(const char *path, int flags, char *buffer)
		{
			struct stat st;

			return mount(path, path, path, 0, NULL) + open(path, flags) +
			       unlinkat(3, path, 0) + stat(path, &st) +
			       (fopen(path, "r") != NULL) + sprintf(buffer, "%s", path);
		}
	END
	cc -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_FILE_OFFSET_BITS=64 -c \
		-o "$TMP/impure.o" "$TMP/impure.c" 2>"$TMP/impure.log"
	is "it would see mount, open, unlinkat, stat and fopen, in all their spellings" \
		"$(forbidden_imports "$TMP/impure.o" | wc -l)" 5
else
	skip cc "it would see mount, open, unlinkat, stat and fopen"
fi
done_testing
