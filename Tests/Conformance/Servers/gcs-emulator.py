"""The emulator of Google Cloud Storage that others write (PyPI: gcp-storage-emulator), on a loopback port, in memory,
for tests.

    gcs-emulator.py BUCKET

Prints its port. Before the emulator stands what it leaves out: generations as preconditions (ifGenerationMatch,
generation, sourceGeneration) and in downloads' heads, pages of listings in the order of names, the refusal of ranges
behind an object's end, and requests side by side. It knows no tokens, signatures and permissions.
"""

import io
import json
import os
import shutil
import sys
import threading
from email.utils import formatdate
from functools import partial
from http.server import ThreadingHTTPServer
from urllib.parse import unquote

try:
    from gcp_storage_emulator import server
    from gcp_storage_emulator.exceptions import NotFound
    from gcp_storage_emulator.handlers.buckets import create_bucket
    from gcp_storage_emulator.storage import Storage
except ImportError:
    # The Python beside the program has its modules.
    program = shutil.which("gcp-storage-emulator") or sys.exit("gcp-storage-emulator is not installed")
    python = os.path.join(os.path.dirname(os.path.realpath(program)), "python3")
    if "--again" in sys.argv:
        raise
    os.execv(python, [python, *sys.argv, "--again"])

LOCK = threading.Lock()


class Refusal(Exception):
    def __init__(self, status, message):
        self.status, self.message = status, message


class Handler(server.RequestHandler):
    """One request for each connection: read whole, worked on alone, answered from memory."""

    generation = None

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection, self.wfile = self.wfile, io.BytesIO()
        try:
            with LOCK:
                self.work(body)
            answer = self.wfile.getvalue()
        except NotFound:
            answer = self.refusal(404, "The specified bucket does not exist.")
        except Refusal as refusal:
            answer = self.refusal(refusal.status, refusal.message)
        connection.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def work(self, body):
        self.rfile = io.BytesIO(body)
        request = server.Request(self, self.command)
        words = request.path.split("/storage/v1/b/", 1)[-1].split("/")
        self.bucket = unquote(words[0])
        if self.command == "GET" and words[1:] == ["o"]:
            self.wfile.write(self.answer(200, self.page(request.query)))
            return
        if words[1:2] == ["o"]:
            # An insert names its object in its body.
            name = unquote(words[2]) if len(words) > 2 else self.named(request)
            self.check(name, request)
        self.rfile = io.BytesIO(body)
        server.Router(self).handle(self.command)

    def end_headers(self):
        if self.generation:
            self.send_header("x-goog-generation", self.generation)
        super().end_headers()

    def named(self, request):
        if request.query.get("uploadType") == ["multipart"]:
            return request.data["meta"]["name"]
        return None

    def check(self, name, request):
        try:
            found = self.storage.get_file_obj(self.bucket, name) if name else None
        except NotFound:
            found = None
        generation = found["generation"] if found else "0"
        self.generation = found and generation
        if request.query.get("ifGenerationMatch", [generation]) != [generation]:
            raise Refusal(412, "At least one of the pre-conditions you specified did not hold.")
        for parameter in ("generation", "sourceGeneration"):
            if request.query.get(parameter, [generation]) != [generation]:
                raise Refusal(404, f"No such object: {self.bucket}/{name}")
        wanted = self.headers.get("Range", "")
        if found and wanted.startswith("bytes=") and int(found["size"]) <= int(wanted[6:].split("-")[0]):
            raise Refusal(416, "The requested range cannot be satisfied.")

    def page(self, query):
        items, _ = self.storage.get_file_list(self.bucket, query.get("prefix", [None])[0])
        after = bytes.fromhex(query.get("pageToken", [""])[0])
        items = [item for item in items if item["name"].encode() > after]
        items.sort(key=lambda item: item["name"].encode())
        page = items[: int(query.get("maxResults", ["1000"])[0])]
        more = {"nextPageToken": page[-1]["name"].encode().hex()} if len(page) < len(items) else {}
        return {"kind": "storage#objects", "items": page, **more}

    def refusal(self, status, message):
        return self.answer(status, {"error": {"code": status, "message": message}})

    @staticmethod
    def answer(status, value):
        body = json.dumps(value).encode()
        head = f"HTTP/1.0 {status} Status\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    storage = Storage(use_memory_fs=True)
    create_bucket(sys.argv[1], storage)
    front = Server(("127.0.0.1", 0), partial(Handler, storage))
    print(front.server_address[1], flush=True)
    front.serve_forever()


main()
