/* doctor.h - sandboxctl doctor: what this host offers, lacks, and how to mend it.
 * May: measure through src/host, print to stdout.
 */
#ifndef SANDBOX_CTL_DOCTOR_H
#define SANDBOX_CTL_DOCTOR_H

/* `sandboxctl doctor [--json] [--all]`; argv[0] is the verb. Returns the exit status: 0
 * if the default profile can run here, 1 if not, 2 for an error of usage.
 */
int doctor_main(char **argv);

#endif
