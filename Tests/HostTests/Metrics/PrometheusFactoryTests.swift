import CoreMetrics
import Host
import Testing

@Suite struct PrometheusFactoryTests {
    @Test func `counters, gauges and histograms are written in Prometheus' text format`() {
        let factory = PrometheusFactory(descriptions: [
            .init("jobs_total", "Jobs \\ done\nso far"), .init("wait_seconds", "Wait.", buckets: [0.5, 2]),
        ])
        Counter(label: "jobs_total", dimensions: [("kind", "a\"b\\c\nd")], factory: factory).increment(by: 2)
        Counter(label: "jobs_total", dimensions: [("kind", "plain")], factory: factory).increment()
        Meter(label: "queue.length", factory: factory).set(1.5)
        let timer = Timer(label: "wait_seconds", factory: factory)
        for milliseconds in [100, 500, 600, 9000] { timer.recordMilliseconds(milliseconds) }
        #expect(
            factory.text() == #"""
                # HELP jobs_total Jobs \\ done\nso far
                # TYPE jobs_total counter
                jobs_total{kind="a\"b\\c\nd"} 2
                jobs_total{kind="plain"} 1
                # TYPE queue_length gauge
                queue_length 1.5
                # HELP wait_seconds Wait.
                # TYPE wait_seconds histogram
                wait_seconds_bucket{le="0.5"} 2
                wait_seconds_bucket{le="2"} 3
                wait_seconds_bucket{le="+Inf"} 4
                wait_seconds_sum 10.2
                wait_seconds_count 4

                """#)
    }

    @Test func `the same name and labels reach the same value, also after the handle is gone`() {
        let factory = PrometheusFactory()
        for _ in 0..<3 {
            let counter = Counter(label: "n", factory: factory)
            counter.increment()
            counter.destroy()
        }
        #expect(factory.text() == "# TYPE n counter\nn 3\n")
    }

    @Test func `a name keeps its first kind`() {
        let factory = PrometheusFactory()
        Counter(label: "n", factory: factory).increment()
        Meter(label: "n", factory: factory).set(9)
        #expect(factory.text() == "# TYPE n counter\nn 1\n")
    }

    @Test func `counting from many tasks loses nothing`() async {
        let factory = PrometheusFactory()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 { Counter(label: "n", factory: factory).increment() }
                }
            }
        }
        #expect(factory.text() == "# TYPE n counter\nn 4000\n")
    }

    @Test(arguments: [("a.b-c", "a_b_c"), ("9lives", "_9lives"), ("", "_"), ("é", "_")])
    func `names are made valid`(_ label: String, _ name: String) {
        let factory = PrometheusFactory()
        Counter(label: label, factory: factory).increment()
        #expect(factory.text() == "# TYPE \(name) counter\n\(name) 1\n")
    }
}
