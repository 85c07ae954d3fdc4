dnl sandbox.m4 - the macros behind configure.ac: flags that are tried, switches, libraries.

dnl SANDBOX_SWITCH(NAME, HELP): --enable-NAME, off by default; sets enable_NAME to yes or no.
AC_DEFUN([SANDBOX_SWITCH], [
	AC_ARG_ENABLE([$1], [AS_HELP_STRING([--enable-$1], [$2])], [], [enable_$1=no])
	AS_CASE([$enable_$1], [yes|no], [],
		[AC_MSG_ERROR([--enable-$1 takes yes or no, not '$enable_$1'])])
])

dnl SANDBOX_TRY_CFLAGS(VARIABLE, MISSING, FLAGS): appends to VARIABLE each flag that the
dnl compiler takes without a warning, to MISSING each one that it does not.
AC_DEFUN([SANDBOX_TRY_CFLAGS], [
	for sandbox_flag in m4_normalize([$3]); do
		AC_MSG_CHECKING([whether $CC takes $sandbox_flag])
		sandbox_saved=$CFLAGS
		CFLAGS="$CFLAGS -Werror $sandbox_flag"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AC_MSG_RESULT([yes])
			AS_VAR_APPEND([$1], [" $sandbox_flag"])],
			[AC_MSG_RESULT([no])
			AS_VAR_APPEND([$2], [" $sandbox_flag"])])
		CFLAGS=$sandbox_saved
	done
])

dnl SANDBOX_TRY_LDFLAGS(VARIABLE, MISSING, FLAGS): the same for the linker.
AC_DEFUN([SANDBOX_TRY_LDFLAGS], [
	for sandbox_flag in m4_normalize([$3]); do
		AC_MSG_CHECKING([whether the linker takes $sandbox_flag])
		sandbox_saved_c=$CFLAGS
		sandbox_saved_ld=$LDFLAGS
		CFLAGS="$CFLAGS -fPIE"
		LDFLAGS="$LDFLAGS -Werror $sandbox_flag"
		AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
			[AC_MSG_RESULT([yes])
			AS_VAR_APPEND([$1], [" $sandbox_flag"])],
			[AC_MSG_RESULT([no])
			AS_VAR_APPEND([$2], [" $sandbox_flag"])])
		CFLAGS=$sandbox_saved_c
		LDFLAGS=$sandbox_saved_ld
	done
])

dnl SANDBOX_FORTIFY(VARIABLE, MISSING): the highest _FORTIFY_SOURCE that really takes
dnl effect. It does nothing without optimisation and hides findings from AddressSanitizer.
dnl Some distributions' compilers set a level of their own, hence the -U.
AC_DEFUN([SANDBOX_FORTIFY], [
	AC_MSG_CHECKING([which _FORTIFY_SOURCE takes effect])
	sandbox_fortify=no
	AS_IF([test "$enable_asan" != yes], [
		for sandbox_level in 2 3; do
			sandbox_saved=$CPPFLAGS
			sandbox_flag="-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$sandbox_level"
			CPPFLAGS="$CPPFLAGS $sandbox_flag"
			AC_COMPILE_IFELSE([AC_LANG_PROGRAM([[
				#include <string.h>
				#if !defined(__OPTIMIZE__) || __USE_FORTIFY_LEVEL != $sandbox_level
				#error "without effect"
				#endif
				]], [])],
				[sandbox_fortify=$sandbox_level; $1=$sandbox_flag])
			CPPFLAGS=$sandbox_saved
		done
	])
	AC_MSG_RESULT([$sandbox_fortify])
	AS_IF([test "$sandbox_fortify" = no],
		[AS_VAR_APPEND([$2], [" _FORTIFY_SOURCE"])
		fortify_summary="_FORTIFY_SOURCE is not set (needs -O1 or more, no ASan)"],
		[fortify_summary="-D_FORTIFY_SOURCE=$sandbox_fortify"])
])

dnl SANDBOX_SANITIZER(WANTED, NAME, FURTHER-FLAGS): -fsanitize=NAME, or an error.
AC_DEFUN([SANDBOX_SANITIZER], [
	AS_IF([test "$1" = yes], [
		sandbox_tried=
		sandbox_failed=
		SANDBOX_TRY_CFLAGS([sandbox_tried], [sandbox_failed], [-fsanitize=$2 $3])
		AS_IF([test -n "$sandbox_failed"],
			[AC_MSG_ERROR([$CC does not take$sandbox_failed])])
		SANITIZE_CFLAGS="$SANITIZE_CFLAGS$sandbox_tried"
	])
])

dnl SANDBOX_TRY_STATIC(FLAGS, RESULT): can a position-independent program be linked statically
dnl with the C library and libseccomp? FLAGS are then all of its flags, in place of those of
dnl HARDEN_LDFLAGS; they stay empty where not, and RESULT says why.
AC_DEFUN([SANDBOX_TRY_STATIC], [
	AC_MSG_CHECKING([whether programs can be linked statically])
	sandbox_saved_c=$CFLAGS
	sandbox_saved_ld=$LDFLAGS
	sandbox_saved_libs=$LIBS
	CFLAGS="$CFLAGS $HARDEN_CFLAGS"
	sandbox_static=`AS_ECHO([" $HARDEN_LDFLAGS "]) | sed 's/ -pie / -static-pie /'`
	LDFLAGS="$LDFLAGS -Werror $sandbox_static"
	LIBS="$SECCOMP_LIBS $LIBS"
	$2="no (static libraries are not here)"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <seccomp.h>]],
			[[return seccomp_init(0) == 0;]])],
		[$1=$sandbox_static
		$2=yes])
	CFLAGS=$sandbox_saved_c
	LDFLAGS=$sandbox_saved_ld
	LIBS=$sandbox_saved_libs
	AC_MSG_RESULT([$$2])
])

dnl SANDBOX_CHECK_STAY: does code that is marked STAY stand alone, with the flags as they are? A
dnl profile (-pg, --coverage), canaries or variables filled in advance bring calls of their own.
dnl What refers to anything cannot be linked without libraries, and without its own constants.
AC_DEFUN([SANDBOX_CHECK_STAY], [
	AC_MSG_CHECKING([whether functions can stand alone])
	sandbox_saved_c=$CFLAGS
	sandbox_saved_cpp=$CPPFLAGS
	sandbox_saved_ld=$LDFLAGS
	sandbox_saved_libs=$LIBS
	CPPFLAGS="$CPPFLAGS $HARDEN_CPPFLAGS -I$srcdir/src"
	CFLAGS="$CFLAGS $HARDEN_CFLAGS"
	LDFLAGS="$LDFLAGS -nostdlib -nostartfiles -static -Wl,-e,stays -Wl,-T,conftest.ld"
	AS_ECHO(["SECTIONS { stay_text : { *(stay_text) } /DISCARD/ : { *(*) } }"]) >conftest.ld
	LIBS=
	have_stay=no
	AC_LINK_IFELSE([AC_LANG_SOURCE([[
		#include <signal.h>
		#include "child/stay.h"

		STAY long stays(siginfo_t *from, long n);
		STAY long stays(siginfo_t *from, long n)
		{
			siginfo_t info;
			sigset_t set;
			char text[64];

			for (long i = 0; i < n; i++)
				stay_call(n, (long)&info, (long)&set, (long)text, i, 0);
			from->si_pid = info.si_pid;
			return text[n];
		}]])],
		[have_stay=yes
		AC_DEFINE([STAY_STANDS_ALONE], [1],
			[Define to 1 if the compiler adds no calls to functions that are marked STAY.])])
	CFLAGS=$sandbox_saved_c
	CPPFLAGS=$sandbox_saved_cpp
	LDFLAGS=$sandbox_saved_ld
	LIBS=$sandbox_saved_libs
	rm -f conftest.ld
	AC_MSG_RESULT([$have_stay])
])

dnl SANDBOX_OPTIONAL_LIBRARY(NAME, VARIABLE, MODULE, WITHOUT-HELP): built for when its headers
dnl are there, and loaded when it is used: nothing links it;
dnl --without-NAME leaves it out, --with-NAME insists on it.
AC_DEFUN([SANDBOX_OPTIONAL_LIBRARY], [
	AC_ARG_WITH([$1], [AS_HELP_STRING([--without-$1], [$4])], [], [with_$1=auto])
	have_$1="no (--without-$1)"
	AS_IF([test "$with_$1" != no], [
		PKG_CHECK_MODULES([$2], [$3],
			[have_$1=yes
			AC_DEFINE([HAVE_$2], [1], [Define to 1 to load $3 when it is used.])],
			[have_$1="no (not found)"
			AS_IF([test "$with_$1" = yes],
				[AC_MSG_ERROR([--with-$1: pkg-config does not find $3])])])
	])
])

dnl SANDBOX_DIRECTORY(NAME, VARIABLE, DEFAULT): --with-NAME-dir=DIR.
AC_DEFUN([SANDBOX_DIRECTORY], [
	AC_ARG_WITH([$1-dir], [AS_HELP_STRING([--with-$1-dir=DIR], [install it there])],
		[$2=$withval], [$2=$3])
	AC_SUBST([$2])
])

dnl SANDBOX_EXPAND(VARIABLE, TEXT): TEXT with ${prefix} and its like filled in.
AC_DEFUN([SANDBOX_EXPAND], [
	sandbox_prefix=$prefix
	sandbox_exec_prefix=$exec_prefix
	test "$prefix" != NONE || prefix=$ac_default_prefix
	test "$exec_prefix" != NONE || exec_prefix=$prefix
	$1=$2
	while :; do
		AS_CASE([$$1], [*'${'*], [], [break])
		eval "$1=\"$$1\""
	done
	prefix=$sandbox_prefix
	exec_prefix=$sandbox_exec_prefix
])
