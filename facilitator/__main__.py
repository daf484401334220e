"""`python -m facilitator`, and the command `facilitator`."""

import signal

# Until the commands are imported and take it themselves, Ctrl-C ends the process without a trace.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from facilitator.cli import main  # noqa: E402

if __name__ == "__main__":
    main(prog_name="facilitator")
