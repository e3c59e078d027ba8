"""OpenStack Swift with its s3api on loopback ports, all of it in one process, for tests: the module `swift` as Debian's
package python3-swift has it, with a cache in memory in place of memcached. Runs without root and reads no configuration
of the machine.

    swift-s3.py FOLDER BUCKET

Keeps everything in the folder, which is empty at first, and prints its port. The access key is `test:tester`, the secret
`testing`.
"""

import eventlet

eventlet.monkey_patch()

import json
import os
import sys

from eventlet import wsgi
from swift.common import constraints, storage_policy, utils
from swift.common.ring import RingBuilder
from swift.common.swob import Request
from swift.common.wsgi import SwiftHttpProtocol, loadapp

COMMON = """
[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
fallocate_reserve = 0
conn_timeout = 60
node_timeout = 60
container_update_timeout = 60
log_level = CRITICAL
"""

STORAGE = COMMON + """
[pipeline:main]
pipeline = server
[app:server]
use = egg:swift#{kind}
"""

PROXY = COMMON + """
[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo dlo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
recoverable_node_timeout = 60
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
paste.filter_factory = __main__:cache
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
"""


class Cache:
    """What the servers ask of memcached. Nothing in it gets old within a test."""

    def __init__(self):
        self.kept = {}

    def set(self, key, value, *args, **options):
        # As in memcached, nobody can change what is kept.
        self.kept[key] = json.dumps(value)

    def get(self, key, *args, **options):
        return json.loads(self.kept.get(key, "null"))

    def delete(self, key, *args, **options):
        self.kept.pop(key, None)

    def incr(self, key, delta=1, **options):
        self.set(key, (self.get(key) or 0) + int(delta))
        return self.get(key)


def cache(configuration, **options):
    """A filter that gives requests the cache."""
    kept = Cache()

    def filter(app):
        def serve(environment, start):
            environment["swift.cache"] = kept
            return app(environment, start)

        return serve

    return filter


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def serve(socket, application):
    nothing = open(os.devnull, "w")
    eventlet.spawn(wsgi.server, socket, application, nothing, protocol=SwiftHttpProtocol, max_size=1024)


def start_storage(folder, kind):
    """A server of accounts, containers or objects, and the ring that says where it is: here, alone."""
    socket = eventlet.listen(("127.0.0.1", 0))
    builder = RingBuilder(4, 1, 1)
    builder.add_dev({
        "region": 1, "zone": 1, "ip": "127.0.0.1", "port": socket.getsockname()[1], "device": "d", "weight": 1})
    builder.rebalance()
    builder.get_ring().save(os.path.join(folder, kind + ".ring.gz"))
    serve(socket, loadapp(write(folder, kind + ".conf", STORAGE.format(folder=folder, kind=kind))))


def main(folder, bucket):
    folder = os.path.abspath(folder)
    os.makedirs(os.path.join(folder, "devices", "d"))
    write(folder, "swift.conf", "[swift-hash]\nswift_hash_path_suffix = test\n[storage-policy:0]\nname = only\n")
    utils.set_swift_dir(folder)
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()
    for kind in ("account", "container", "object"):
        start_storage(folder, kind)
    proxy = loadapp(write(folder, "proxy.conf", PROXY.format(folder=folder)))
    make = {"REQUEST_METHOD": "PUT", "swift.authorize_override": True}
    answer = Request.blank("/v1/AUTH_test/" + bucket, environ=make).get_response(proxy)
    if not answer.is_success:
        sys.exit("the bucket could not be made: " + answer.status)
    socket = eventlet.listen(("127.0.0.1", 0), backlog=1024)
    serve(socket, proxy)
    print(socket.getsockname()[1], flush=True)
    while True:
        eventlet.sleep(3600)


main(*sys.argv[1:])
