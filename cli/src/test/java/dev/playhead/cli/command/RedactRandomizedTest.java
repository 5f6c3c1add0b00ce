package dev.playhead.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.Run;
import dev.playhead.event.GridEvent;
import dev.playhead.event.Marker;
import dev.playhead.sqlite.SqliteEventStore;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoredBlock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the redaction of two histories. They contain the same random events, one history with secrets and the other
 * with markers instead of the secrets. The blocks of the two redacted copies must be equal, byte for byte, so that
 * nothing in the bytes depends on a secret.
 */
class RedactRandomizedTest {
    private static final Map<String, @Nullable Object> MARKER = Marker.of(Marker.Reason.SENSITIVE, null);
    private static final String[] CARD_PREFIXES = {"4", "51", "2221", "6011", "35"};

    @TempDir
    private Path folder;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<String> secrets = new ArrayList<>();
    private int planted;

    private String text(String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private String letters(int length) {
        return text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", length);
    }

    private String card() {
        String prefix = CARD_PREFIXES[random.nextInt(CARD_PREFIXES.length)];
        String digits = prefix + text("0123456789", 15 - prefix.length());
        for (int check = 0; ; check++) {
            int sum = 0;
            String all = digits + check;
            for (int i = 0; i < all.length(); i++) {
                int digit = all.charAt(all.length() - 1 - i) - '0';
                sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
            }
            if (sum % 10 == 0) {
                return all;
            }
        }
    }

    private String iban() {
        String account = text("0123456789", 18);
        int check = 98
                - new BigInteger(account + "131400").mod(BigInteger.valueOf(97)).intValue();
        return String.format(Locale.ROOT, "DE%02d%s", check, account);
    }

    /** Returns a secret that is known by its form. */
    private String secret() {
        String text = switch (random.nextInt(6)) {
            case 0 -> card();
            case 1 -> iban();
            case 2 -> "eyJ" + letters(12) + "." + letters(20) + "." + letters(20);
            case 3 -> "-----BEGIN RSA PRIVATE KEY-----\n" + letters(40);
            case 4 -> "Bearer a1" + letters(25);
            default -> "AKIA" + text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
        };
        secrets.add(text);
        planted++;
        return random.nextBoolean() ? text : "see " + text;
    }

    /** An event, and the event that must remain after redaction. */
    private record Twin(GridEvent whole, GridEvent cut) {}

    private Twin event(int number) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        Map<String, @Nullable Object> cut = new LinkedHashMap<>();
        String type = "t" + random.nextInt(5);
        String leftType = type;
        whole.put("id", number);
        cut.put("id", number);
        String note = "note " + random.nextInt(20);
        whole.put("note", note);
        cut.put("note", note);
        if (random.nextInt(4) == 0) {
            whole.put("text", secret());
            cut.put("text", MARKER);
        }
        if (random.nextInt(6) == 0) {
            String password = letters(20);
            secrets.add(password);
            planted++;
            whole.put("user", Map.of("password", password));
            cut.put("user", Map.of("password", MARKER));
        }
        if (random.nextInt(6) == 0) {
            whole.put("cards", List.of(1, Long.valueOf(card()), secret()));
            planted++;
            cut.put("cards", List.of(1, MARKER, MARKER));
        }
        if (random.nextInt(8) == 0) {
            // Secrets with random letters are not used here: the letters could form the name of a sensitive field.
            String key = random.nextBoolean() ? card() : iban();
            secrets.add(key);
            planted++;
            whole.put("by", Map.of(key, 1));
            cut.put("by", Map.of("(sensitive)", 1));
        }
        if (random.nextInt(200) == 0) {
            type = secret();
            leftType = "(sensitive)";
        }
        Instant time = Instant.EPOCH.plusMillis(random.nextInt(1_000_000));
        GridEvent event = GridEvent.of(type, whole).at(time);
        GridEvent left = GridEvent.of(leftType, cut).at(time);
        if (random.nextInt(5) == 0) {
            event = event.with("trace", secret());
            left = left.with("trace", MARKER);
        }
        return new Twin(event, left);
    }

    private EventHistory history(String name) {
        Clock stopped = Clock.fixed(Instant.parse("2026-03-02T10:00:00Z"), ZoneOffset.UTC);
        return EventHistory.builder()
                .file(folder.resolve(name))
                .clock(stopped)
                .ticker(() -> 0)
                .compression(random.nextBoolean())
                .build();
    }

    private static List<byte[]> blocks(Path file) {
        List<byte[]> bytes = new ArrayList<>();
        try (EventStore store = SqliteEventStore.open(file, EventStore.Mode.READ)) {
            for (StoredBlock block : store.contents(-1).blocks()) {
                bytes.add(store.block(block).orElseThrow().bytes());
            }
            assertThat(store.contents(-1).tail()).isEmpty();
        }
        return bytes;
    }

    private void assertHasNoSecret(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Path path = Path.of(file + suffix);
            if (!Files.exists(path)) {
                continue;
            }
            String bytes = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
            for (Charset charset :
                    List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
                for (String secret : secrets) {
                    // Only the end is searched for, because a block may store the common beginning of several strings
                    // once.
                    String end = secret.substring(secret.length() - 12);
                    assertThat(bytes.contains(new String(end.getBytes(charset), StandardCharsets.ISO_8859_1)))
                            .as("seed=%d path=%s secret=%s", seed, path, secret)
                            .isFalse();
                }
            }
        }
    }

    @RepeatedTest(3)
    void shouldWriteBytesThatDoNotDependOnSecrets() throws IOException {
        int count = 500 + random.nextInt(3_000);
        try (EventHistory whole = history("whole.playhead");
                EventHistory cut = history("cut.playhead")) {
            for (int i = 0; i < count; i++) {
                Twin twin = event(i);
                long unusedWhole = whole.recordEvent(twin.whole);
                long unusedCut = cut.recordEvent(twin.cut);
                if (random.nextInt(500) == 0) { // stores the unsealed events as a tail
                    whole.flush();
                    cut.flush();
                }
            }
        }
        Path whole = folder.resolve("whole.playhead");
        Path cut = folder.resolve("cut.playhead");
        Run scan = Run.of("scan", whole, "--json", "--top", "1");
        assertThat(scan.exitCode()).isEqualTo(5);
        assertThat(scan.out()).as("seed=%d", seed).contains("\"values\": " + planted + ",");
        assertThat(Run.of("scan", cut).exitCode()).as("seed=%d", seed).isZero();

        for (List<String> more : List.of(List.<String>of(), List.of("--where", "note=note 7"))) {
            Path ofWhole = folder.resolve("of-whole-" + more.size() + ".playhead");
            Path ofCut = folder.resolve("of-cut-" + more.size() + ".playhead");
            redact(whole, ofWhole, more);
            redact(cut, ofCut, more);

            assertThat(Run.of("scan", ofWhole).exitCode()).as("seed=%d", seed).isEqualTo(more.isEmpty() ? 0 : 4);
            assertThat(Run.of("export", ofWhole, "-o", "-")
                            .out()
                            .equals(Run.of("export", ofCut, "-o", "-").out()))
                    .as("seed=%d", seed)
                    .isTrue();
            if (more.isEmpty()) {
                assertThat(Run.of("export", ofWhole, "-o", "-")
                                .out()
                                .equals(Run.of("export", cut, "-o", "-").out()))
                        .as("seed=%d", seed)
                        .isTrue();
            }
            List<byte[]> expected = blocks(ofCut);
            List<byte[]> blocks = blocks(ofWhole);
            assertThat(blocks).as("seed=%d", seed).hasSameSizeAs(expected);
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(blocks.get(i)).as("seed=%d block=%d", seed, i).isEqualTo(expected.get(i));
            }
            assertHasNoSecret(ofWhole);
        }
    }

    private void redact(Path file, Path copy, List<String> more) {
        List<Object> args = new ArrayList<>(List.of("redact", file, "-o", copy));
        args.addAll(more);
        Run run = Run.of(args.toArray());
        assertThat(run.exitCode()).as("seed=%d err=%s", seed, run.err()).isZero();
    }
}
