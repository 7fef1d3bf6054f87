#!/usr/bin/env python3
"""slurm FACS SHARED: contrib/slurm-array.sh on Slurm. Starts a cluster of one node, with everything
in a temporary folder and on free ports: munged, slurmctld and slurmd. Ends them by their numbers."""
import contextlib
import os
import pwd
import socket
import subprocess
import sys

from study import Study, need, wait_for

TASKS = 4


def free_ports(count):
    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in found:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in found]


def configuration(folder):
    """As plain as Slurm can be: no control groups, no accounting."""
    host = socket.gethostname().split(".")[0]
    user = pwd.getpwuid(os.getuid()).pw_name
    ports = free_ports(2)
    return f"""ClusterName=facs
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
MinJobAge=300
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


@contextlib.contextmanager
def running(folder, name, *command):
    """A daemon, whose messages go into a file."""
    with open(folder / f"{name}.txt", "w", encoding="utf-8") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log,
                                   stderr=subprocess.STDOUT)
    try:
        yield process
    except SystemExit:
        print(f"{name} said:\n", (folder / f"{name}.txt").read_text(encoding="utf-8")[-3000:])
        raise
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def cluster(study):
    folder = study.folder
    for name, mode in (("munge", 0o711), ("state", 0o755), ("spool", 0o755)):
        (folder / name).mkdir(mode=mode)
    (folder / "munge" / "key").touch(0o600)
    (folder / "munge" / "key").write_bytes(os.urandom(1024))
    (folder / "slurm.conf").write_text(configuration(folder), encoding="utf-8")
    os.environ["SLURM_CONF"] = str(folder / "slurm.conf")
    own = [f"--{name.replace('_', '-')}-file={folder}/munge/{name}"
           for name in ("key", "pid", "log", "seed")]
    with running(folder, "munged", "munged", "--foreground", f"--socket={folder}/munge/socket", *own):
        wait_for("munged", (folder / "munge" / "socket").exists)
        with running(folder, "slurmctld", "slurmctld", "-D"), running(folder, "slurmd", "slurmd", "-D"):
            wait_for("an idle node", lambda: "idle" in study.run("sinfo", "-h", "-o", "%T",
                                                                 status=None))
            yield


def submit(study):
    """Type what docs/batch.md tells, for a smaller cluster."""
    inputs = study.folder / "study.list"
    inputs.write_text(study.run(study.facs, "extract", study.study, "-d", study.results,
                                "--dry-run"), encoding="utf-8")
    return study.run("sbatch", "--parsable", f"--array=1-{TASKS}", "--cpus-per-task=1", "--mem=0",
                     f"--output={study.folder}/task-%a.txt", study.contrib / "slurm-array.sh",
                     inputs, study.results).strip()


def wait_for_job(study, job):
    wait_for("the end of the array",
             lambda: not study.run("squeue", "-h", "-t", "pending,running,completing").strip())
    return study.run("scontrol", "-o", "show", "job", job)


def main():
    need("ffmpeg", "munged", "slurmctld", "slurmd")
    with Study(*sys.argv[1:]) as study, cluster(study):
        job = submit(study)
        study.kill_in_the_middle()
        said = wait_for_job(study, job)
        if said.count("JobState=COMPLETED") != TASKS - 1 or "JobState=FAILED" not in said:
            sys.exit(f"one of {TASKS} tasks should have failed:\n{said}")
        study.expect_left()
        said = wait_for_job(study, submit(study))
        if said.count("JobState=COMPLETED") != TASKS:
            logs = [file.read_text(encoding="utf-8") for file in study.folder.glob("task-*.txt")]
            sys.exit("\n".join(["all tasks should have ended well:", said, *logs]))
        study.expect_complete()


if __name__ == "__main__":
    main()
