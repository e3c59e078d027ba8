"""A strict stand-in for S3 on a loopback port, in memory, for tests.

    s3.py BUCKET [--conditions kept|refused|ignored|creating] [--page N] [--skew SECONDS] [--key ACCESS:SECRET] [--token TOKEN]
          [--read-only]

Prints its port, and then each request. It checks every signature (AWS Signature Version 4, header and query), the hash
of every body and the time; parts of less than 5 MiB are refused, but for the last, as S3 does.

    --conditions  what becomes of If-None-Match and If-Match: kept; refused with 501 as by Swift's s3api; ignored as by
                  old services; creating: only If-None-Match is kept
    --page        objects in one page of a listing
    --skew        how far its clock is ahead
    --token       of the session, which must be sent

PUT /-/faults takes lines "METHOD WORD COUNT ACTION": the next COUNT requests of the method whose path and query hold
the word get ACTION: a status (and a code after a colon), `break` the connection in the middle of the request's body,
`cut` it before the work, `lose` the answer after it, `half` the body of the answer.
PUT /-/heal forgets faults. PUT /-/token changes the session token, PUT /-/key the key pair, PUT /-/delay sets the seconds
that each answer takes, PUT /-/skew how far the clock is ahead.
PUT /-/remove and /-/damage take a prefix of names: their objects go, or get other bytes of the same length.
GET /-/state gives the names of objects and uploads. GET /-/rounds counts how many requests came one after the other at
least, each when the one before was answered; requests side by side are one. PUT gives it too and begins anew.
"""

import argparse
import hashlib
import hmac
import sys
import threading
import time
from datetime import datetime, timezone
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape
import xml.etree.ElementTree as ElementTree


class State:
    def __init__(self, options):
        self.options = options
        self.access, self.secret = options.key.split(":")
        self.token = options.token
        self.objects = {}
        self.uploads = {}
        self.faults = []
        self.count = 0
        self.delay = 0.0
        self.rounds, self.round_end = 0, 0.0
        self.lock = threading.RLock()

    def now(self):
        return time.time() + self.options.skew

    def end_round(self, begin):
        with self.lock:
            if begin >= self.round_end:
                self.rounds, self.round_end = self.rounds + 1, time.monotonic()


class Refusal(Exception):
    def __init__(self, status, code, message="refused", headers=None):
        self.status, self.code, self.message, self.headers = status, code, message, headers or {}


class Object:
    def __init__(self, body, modified, headers, tag=None):
        self.body, self.modified = body, modified
        self.tag = tag or hashlib.md5(body).hexdigest()
        self.headers = {k.lower(): v for k, v in headers.items() if k.lower().startswith("x-amz-meta-")}


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def handle_any(self):
        state = self.server.state
        length = int(self.headers.get("Content-Length") or 0)
        self.parts = urlsplit(self.path)
        action = None if self.parts.path.startswith("/-/") else self.fault(state)
        if action == "break":
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        self.body = self.rfile.read(length)
        if len(self.body) < length:
            self.close_connection = True
            return
        # One write: the lines of two threads must not mix.
        sys.stdout.write(f"{self.command} {self.path.split('X-Amz-Signature')[0]}\n")
        sys.stdout.flush()
        self.query = dict(parse_qsl(self.parts.query, keep_blank_values=True))
        if self.parts.path.startswith("/-/"):
            return self.control(state)
        self.reply(state, action)

    def reply(self, state, action):
        begin = time.monotonic()
        time.sleep(state.delay)
        try:
            if action == "cut":
                self.close_connection = True
                return
            if action and action[0].isdigit():
                status, _, code = action.partition(":")
                raise Refusal(int(status), code or "InternalError")
            self.authenticate(state)
            with state.lock:
                status, headers, body = self.work(state)
        except Refusal as refusal:
            status, headers = refusal.status, dict(refusal.headers)
            headers["Content-Type"] = "application/xml"
            text = f"<Error><Code>{refusal.code}</Code><Message>{escape(refusal.message)}</Message></Error>"
            body = b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode()
        # Before the answer: who has it and asks for the count finds it in there.
        state.end_round(begin)
        if action == "lose":
            self.close_connection = True
            return
        self.answer(status, headers, body, half=action == "half")

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = handle_any

    def answer(self, status, headers, body, half=False):
        self.send_response_only(status)
        self.send_header("Date", formatdate(self.server.state.now(), usegmt=True))
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if half else body)
            if half:
                self.close_connection = True

    def control(self, state):
        what = self.parts.path[3:]
        with state.lock:
            body = b""
            if what == "faults":
                for line in self.body.decode().splitlines():
                    method, word, count, action = line.split()
                    state.faults.append([method, word, int(count), action])
            elif what == "heal":
                state.faults.clear()
            elif what == "token":
                state.token = self.body.decode()
            elif what == "key":
                state.access, state.secret = self.body.decode().split(":")
            elif what == "skew":
                state.options.skew = int(self.body)
            elif what == "delay":
                state.delay = float(self.body.decode())
            elif what == "rounds":
                body = str(state.rounds).encode()
                if self.command == "PUT":
                    state.rounds = 0
            elif what in ("remove", "damage"):
                for name in [name for name in state.objects if name.startswith(self.body.decode())]:
                    old = state.objects.pop(name)
                    if what == "damage":
                        state.objects[name] = Object(b"!" * len(old.body), old.modified, {})
            elif what == "clear":
                state.objects.clear()
                state.uploads.clear()
                state.faults.clear()
            else:
                names = sorted(state.objects) + [f"upload {name}" for name, _, _ in state.uploads.values()]
                body = "\n".join(names).encode()
        self.answer(200, {}, body)

    def fault(self, state):
        with state.lock:
            for fault in state.faults:
                if fault[0] == self.command and fault[1] in self.path and fault[2] > 0:
                    fault[2] -= 1
                    return fault[3]
        return None

    # Signatures

    def authenticate(self, state):
        signed = self.query.get("X-Amz-Signature")
        if signed:
            fields = {name: self.query.get(f"X-Amz-{name}", "") for name in ("Credential", "SignedHeaders")}
            stamp, token = self.query.get("X-Amz-Date", ""), self.query.get("X-Amz-Security-Token")
            payload = "UNSIGNED-PAYLOAD"
        else:
            text = self.headers.get("Authorization", "")
            if not text.startswith("AWS4-HMAC-SHA256 "):
                raise Refusal(403, "AccessDenied")
            fields = dict(field.strip().split("=", 1) for field in text[17:].split(","))
            signed, stamp = fields["Signature"], self.headers.get("x-amz-date", "")
            token, payload = self.headers.get("x-amz-security-token"), self.headers.get("x-amz-content-sha256", "")
            if payload != hashlib.sha256(self.body).hexdigest():
                raise Refusal(400, "XAmzContentSHA256Mismatch")
            for name in self.headers:
                if name.lower().startswith("x-amz-") and name.lower() not in fields["SignedHeaders"].split(";"):
                    raise Refusal(403, "AccessDenied", f"{name} is not signed")
        access, day, region, service, end = fields["Credential"].split("/")
        if access != state.access or (service, end) != ("s3", "aws4_request") or not stamp.startswith(day):
            raise Refusal(403, "InvalidAccessKeyId")
        self.check_time(state, stamp)
        scope = "/".join([day, region, service, end])
        if signed != self.signature(state, fields["SignedHeaders"], payload, stamp, scope):
            raise Refusal(403, "SignatureDoesNotMatch")
        if state.token and token != state.token:
            raise Refusal(400, "ExpiredToken")

    def check_time(self, state, stamp):
        then = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()
        if "X-Amz-Expires" in self.query:
            if state.now() > then + int(self.query["X-Amz-Expires"]):
                raise Refusal(403, "AccessDenied", "Request has expired")
        elif abs(state.now() - then) > 900:
            raise Refusal(403, "RequestTimeTooSkewed")

    def signature(self, state, names, payload, stamp, scope):
        pairs = [(k, v) for k, v in parse_qsl(self.parts.query, keep_blank_values=True) if k != "X-Amz-Signature"]
        encoded = sorted((quote(k, safe="-._~"), quote(v, safe="-._~")) for k, v in pairs)
        query = "&".join(f"{k}={v}" for k, v in encoded)
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names.split(";"))
        path = quote(unquote(self.parts.path), safe="/-._~")
        canonical = "\n".join([self.command, path, query, headers, names, payload])
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
        key = ("AWS4" + state.secret).encode()
        for step in scope.split("/"):
            key = mac(key, step)
        return mac(key, text).hex()

    # The protocol

    def work(self, state):
        pieces = unquote(self.parts.path)[1:].split("/", 1)
        if pieces[0] != state.options.bucket:
            raise Refusal(404, "NoSuchBucket")
        name = pieces[1] if len(pieces) == 2 and pieces[1] else None
        if state.options.read_only and self.command in ("PUT", "POST", "DELETE"):
            raise Refusal(403, "AccessDenied")
        if name is None:
            return self.list_uploads(state) if "uploads" in self.query else self.list(state)
        if "uploadId" in self.query or "uploads" in self.query:
            return self.multipart(state, name)
        return getattr(self, "object_" + self.command.lower())(state, name)

    def object_head(self, state, name):
        return self.object_get(state, name)

    def object_get(self, state, name):
        found = state.objects.get(name)
        if found is None:
            raise Refusal(404, "NoSuchKey")
        if self.headers.get("If-Match") not in (None, f'"{found.tag}"'):
            raise Refusal(412, "PreconditionFailed")
        headers = {"ETag": f'"{found.tag}"', "Last-Modified": formatdate(found.modified, usegmt=True), **found.headers}
        body, status, asked = found.body, 200, self.headers.get("Range")
        if asked:
            start, _, end = asked[6:].partition("-")
            start = int(start)
            if start >= len(body):
                raise Refusal(416, "InvalidRange")
            end = min(int(end) if end else len(body), len(body) - 1)
            headers["Content-Range"] = f"bytes {start}-{end}/{len(body)}"
            body, status = body[start : end + 1], 206
        headers["Content-Length"] = str(len(body))
        return status, headers, body

    def object_put(self, state, name):
        mode, found = state.options.conditions, state.objects.get(name)
        wanted = self.headers.get("If-Match")
        if mode == "refused" and (wanted or self.headers.get("If-None-Match")):
            raise Refusal(501, "NotImplemented")
        if mode in ("kept", "creating") and self.headers.get("If-None-Match") == "*" and found:
            raise Refusal(412, "PreconditionFailed")
        if mode == "kept" and wanted and not found:
            raise Refusal(404, "NoSuchKey")
        if mode == "kept" and wanted and wanted != f'"{found.tag}"':
            raise Refusal(412, "PreconditionFailed")
        source = self.headers.get("x-amz-copy-source")
        if source:
            found = self.source(state, source)
            state.objects[name] = Object(found.body, state.now(), found.headers)
            tag = state.objects[name].tag
            return 200, {}, self.result("CopyObject", f'<ETag>"{tag}"</ETag>')
        state.objects[name] = Object(self.body, state.now(), self.headers)
        return 200, {"ETag": f'"{state.objects[name].tag}"'}, b""

    def object_delete(self, state, name):
        state.objects.pop(name, None)
        return 204, {}, b""

    def source(self, state, text):
        bucket, _, name = unquote(text).lstrip("/").partition("/")
        if bucket != state.options.bucket or name not in state.objects:
            raise Refusal(404, "NoSuchKey")
        return state.objects[name]

    def multipart(self, state, name):
        if self.command == "POST" and "uploads" in self.query:
            state.count += 1
            state.uploads[f"upload-{state.count}"] = (name, {}, state.now())
            return 200, {}, self.result("InitiateMultipartUpload", f"<UploadId>upload-{state.count}</UploadId>")
        identifier = self.query["uploadId"]
        if identifier not in state.uploads or state.uploads[identifier][0] != name:
            raise Refusal(404, "NoSuchUpload")
        parts = state.uploads[identifier][1]
        if self.command == "DELETE":
            del state.uploads[identifier]
            return 204, {}, b""
        if self.command == "POST":
            return self.complete(state, name, identifier, parts)
        body, source = self.body, self.headers.get("x-amz-copy-source")
        if source:
            start, _, end = self.headers["x-amz-copy-source-range"][6:].partition("-")
            body = self.source(state, source).body[int(start) : int(end) + 1]
        parts[int(self.query["partNumber"])] = body
        tag = hashlib.md5(body).hexdigest()
        if source:
            return 200, {}, self.result("CopyPart", f'<ETag>"{tag}"</ETag>')
        return 200, {"ETag": f'"{tag}"'}, b""

    def complete(self, state, name, identifier, parts):
        body, tags = [], []
        wanted = ElementTree.fromstring(self.body).findall("Part")
        for index, part in enumerate(wanted):
            content = parts.get(int(part.findtext("PartNumber")))
            if content is None or part.findtext("ETag").strip('"') != hashlib.md5(content).hexdigest():
                raise Refusal(400, "InvalidPart")
            if len(content) < 5 << 20 and index < len(wanted) - 1:
                raise Refusal(400, "EntityTooSmall")
            body.append(content)
            tags.append(hashlib.md5(content).digest())
        tag = f"{hashlib.md5(b''.join(tags)).hexdigest()}-{len(tags)}"
        state.objects[name] = Object(b"".join(body), state.now(), {}, tag)
        del state.uploads[identifier]
        return 200, {}, self.result("CompleteMultipartUpload", f'<ETag>"{tag}"</ETag>')

    def list(self, state):
        if self.command == "HEAD":
            return 200, {}, b""
        names = sorted(n for n in state.objects if n.startswith(self.query.get("prefix", "")))
        after = self.query.get("continuation-token")
        names = [n for n in names if after is None or n > bytes.fromhex(after).decode()]
        page = names[: min(state.options.page, int(self.query.get("max-keys", "1000")))]
        entries = "".join(
            f"<Contents><Key>{escape(n)}</Key><LastModified>{self.iso(state.objects[n].modified)}</LastModified>"
            f"<ETag>&quot;{state.objects[n].tag}&quot;</ETag><Size>{len(state.objects[n].body)}</Size></Contents>"
            for n in page)
        more = ""
        if len(page) < len(names):
            more = f"<NextContinuationToken>{page[-1].encode().hex()}</NextContinuationToken>"
        truncated = f"<IsTruncated>{'true' if more else 'false'}</IsTruncated>"
        return 200, {}, self.result("ListBucket", truncated + more + entries)

    def list_uploads(self, state):
        entries = "".join(
            f"<Upload><Key>{escape(name)}</Key><UploadId>{identifier}</UploadId>"
            f"<Initiated>{self.iso(began)}</Initiated></Upload>"
            for identifier, (name, _, began) in state.uploads.items()
            if name.startswith(self.query.get("prefix", "")))
        return 200, {}, self.result("ListMultipartUploads", f"<IsTruncated>false</IsTruncated>{entries}")

    @staticmethod
    def result(kind, content):
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        space = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
        return f"{head}<{kind}Result {space}>{content}</{kind}Result>".encode()

    @staticmethod
    def iso(seconds):
        return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bucket")
    parser.add_argument("--conditions", choices=["kept", "refused", "ignored", "creating"], default="kept")
    parser.add_argument("--page", type=int, default=1000)
    parser.add_argument("--skew", type=int, default=0)
    parser.add_argument("--key", default="test:secret")
    parser.add_argument("--token")
    parser.add_argument("--read-only", action="store_true")
    server = Server(("127.0.0.1", 0), Handler)
    server.state = State(parser.parse_args())
    print(server.server_address[1], flush=True)
    server.serve_forever()


main()
