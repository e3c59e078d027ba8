#!/usr/bin/env python3
"""Serves bare git repositories over https (or http) on loopback, for tests and examples.

    git-https.py FOLDER [options]

FOLDER/NAME.git is served at https://localhost:PORT/NAME.git by git's own http-backend, for fetching only. Prints the port in a
line of its own once it listens, then one line for each request: its method, path and status. Ends with its standard input or by
a signal.
"""

import argparse
import base64
import http.server
import os
import ssl
import subprocess
import sys
import threading
import time


def options():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--certificate", help="PEM file with certificate and key; without it, plain http")
    parser.add_argument("--user-file", help="file with the NAME:PASSWORD that every request must show")
    parser.add_argument("--tls13-only", action="store_true")
    parser.add_argument("--silent", action="store_true", help="accepts connections and never says a word")
    parser.add_argument("--silent-body", action="store_true", help="falls silent before the answer to a request")
    parser.add_argument("--delay", type=float, default=0, help="seconds before each part of an answer")
    parser.add_argument("--part", type=int, default=65536, help="bytes of a part")
    parser.add_argument("--status", type=int, help="answers everything with this status")
    parser.add_argument("--redirect", help="answers everything with a redirect to this address, the path added")
    parser.add_argument("--proxy", action="store_true", help="is a proxy: connects to whatever is asked for")
    parser.add_argument("--stop-with-input", action="store_true", help="ends when standard input does")
    return parser.parse_args()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    options = None

    def log_message(self, *arguments):
        pass

    def log_request(self, code="-", size="-"):
        print(self.command, self.path, int(code), flush=True)

    def do_GET(self):
        self.answer()

    def do_POST(self):
        self.answer()

    def do_CONNECT(self):
        """Both directions of a tunnel, for --proxy."""
        if not self.options.proxy:
            return self.refuse(405)
        if not self.is_allowed("Proxy-Authorization"):
            return self.refuse(407, ("Proxy-Authenticate", 'Basic realm="proxy"'))
        import socket

        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as other:
            self.send_response(200)
            self.end_headers()
            self.close_connection = True
            back = threading.Thread(target=copy, args=(other, self.connection), daemon=True)
            back.start()
            copy(self.connection, other)
            back.join()

    def answer(self):
        if self.options.silent_body:
            threading.Event().wait()
        if self.options.status:
            return self.refuse(self.options.status)
        if self.options.redirect:
            return self.refuse(302, ("Location", self.options.redirect + self.path))
        if not self.is_allowed("Authorization"):
            return self.refuse(401, ("WWW-Authenticate", 'Basic realm="git"'))
        self.run_git()

    def is_allowed(self, header):
        user = self.options.user
        return user is None or self.headers.get(header) == "Basic " + base64.b64encode(user.encode()).decode()

    def refuse(self, status, *headers):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def run_git(self):
        path, _, query = self.path.partition("?")
        variables = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": self.options.folder, "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "HOME": "/nonexistent",
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_COUNT": "2",
            "GIT_CONFIG_KEY_0": "http.receivepack", "GIT_CONFIG_VALUE_0": "false",
            "GIT_CONFIG_KEY_1": "safe.directory", "GIT_CONFIG_VALUE_1": "*",
        }  # fmt: skip
        body = self.body()
        variables["CONTENT_LENGTH"] = str(len(body))
        git = subprocess.run(["git", "http-backend"], input=body, env=variables, stdout=subprocess.PIPE, check=False)
        head, _, content = git.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line]
        status = next((int(value.split()[0]) for name, value in headers if name == "Status"), 200)
        self.send_response(status)
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        for start in range(0, len(content), self.options.part):
            time.sleep(self.options.delay)
            self.wfile.write(content[start : start + self.options.part])
            self.wfile.flush()


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(1)
    except OSError:
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, options):
        super().__init__(("127.0.0.1", options.port), Handler)
        self.options = options
        self.context = None
        if options.certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(options.certificate)
            if options.tls13_only:
                self.context.minimum_version = ssl.TLSVersion.TLSv1_3

    def finish_request(self, request, address):
        if self.options.silent:
            threading.Event().wait()
        # In the connection's own thread: a slow handshake holds up nobody else.
        if self.context:
            request = self.context.wrap_socket(request, server_side=True)
        self.RequestHandlerClass(request, address, self)
        if self.context:
            request.close()

    def handle_error(self, request, address):
        """Clients that go away are no news."""


def main():
    given = options()
    given.user = None
    if given.user_file:
        with open(given.user_file) as file:
            given.user = file.read().strip()
    Handler.options = given
    server = Server(given)
    if given.stop_with_input:
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print(server.server_address[1], flush=True)
    server.serve_forever()


main()
