package dev.playhead.cli.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.cli.Session;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.Terminal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests with calls that wait until the server has read all messages. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class McpServerEndTest {
    private final CountDownLatch read = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    private int run(Session session, GlobalOptions options, String... args) {
        begun.incrementAndGet();
        try {
            read.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private void serve(List<String> messages, OutputStream out) throws IOException {
        byte[] bytes = (String.join("\n", messages) + "\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int from, int length) {
                int count = super.read(target, from, length);
                if (count < 0) {
                    read.countDown();
                }
                return count;
            }
        };
        Session session = new Session(
                in,
                new Output(out, false),
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8),
                new Terminal(Map.of(), false, false),
                new GlobalOptions());
        Asking asking =
                new Asking(session, this::run, new Asking.Source("a.jsonl", List.of(), null), new Secrets(false));
        new McpServer(session, asking, Duration.ofMinutes(10), "1").serve();
    }

    private static String search(int id, String type) {
        return ServerRun.call(id, "search", Map.of("type", type));
    }

    @Test
    void shouldEndAfterItsOutputHasFailed() throws IOException {
        serve(List.of(search(1, "a"), search(2, "a"), search(3, "a")), new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });

        assertThat(begun).hasValue(1);
    }

    @Test
    void shouldRefuseCallsWhoseArgumentsAreTooLargeTogether() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String large = "x".repeat(900_000);
        serve(List.of(search(1, large), search(2, large), search(3, large), search(4, large), search(5, large)), out);

        List<String> answers = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(answers).hasSize(5);
        assertThat(answers.get(0)).contains("\"id\":5", "have arguments of more than 4 MiB with this one");
        assertThat(begun).hasValue(4);
    }
}
