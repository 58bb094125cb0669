"""A run of the supervisor whose services stand in for the product's: `standin.py HOME PORT [STEP [SERVICE]]`.

STEP and SERVICE are Python texts, run as one more step and one more service.
"""

import sys
from pathlib import Path

from widgets.embedded.plan import Command, Plan
from widgets.embedded.supervisor import supervise

SERVER = """
import http.server, os
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["VOXPOP_DATABASE_URL"].encode())
    def log_message(self, *words): pass
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["VOXPOP_PORT"])), Handler).serve_forever()
"""
SLEEPER = "import signal; signal.pause()"
SETTINGS = (
    "import os; print('given', *sorted(n + '=' + v for n, v in os.environ.items() if n[:7] == 'VOXPOP_'))"
)


def _python(title: str, text: str) -> Command:
    return Command(title, [sys.executable, "-c", text])


def main(home: str, port: str, step: str = "", service: str = SLEEPER) -> int:
    """Run the plan."""
    steps = [_python("Showing the settings", SETTINGS), _python("Doing one more thing", step)]
    services = [_python("server", SERVER), _python("worker", service)]
    offers = [_python("Studio", "print('http://a-link-for-once')")]
    return supervise(Plan(Path(home), int(port), steps, services, {"Demo article": "/demo"}, offers))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
