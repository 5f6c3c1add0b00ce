package dev.playhead.event;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * A race between two threads that read the same recorded event. One thread decodes the whole payload, and then gets the
 * event. The other thread reads one field, and then gets the event. Each thread sees the recorded values, and both
 * threads get the same instance of the event.
 */
@JCStressTest
@Outcome(id = "3, 7, 1", expect = Expect.ACCEPTABLE, desc = "both threads see the complete event")
@State
public class DecodeRace {
    private final RecordedEvent event = RecordedEvent.view(1, "e", new TwoFields(), 0);
    private @Nullable GridEvent first;
    private @Nullable GridEvent second;

    @Actor
    public void readAll(III_Result result) {
        for (Map.Entry<?, ?> field : fields(event.payload()).entrySet()) {
            result.r1 += number(field.getValue());
        }
        first = event.event();
    }

    @Actor
    public void readOne(III_Result result) {
        result.r2 = number(fields(event.payload()).get("b"));
        GridEvent whole = event.event();
        result.r2 += number(fields(whole.payload()).get("a"));
        result.r2 += event.source().equals("s") && event.timestamp().equals(Instant.EPOCH) ? 4 : 0;
        second = whole;
    }

    @Arbiter
    @SuppressWarnings("ReferenceEquality") // all threads must get the same instance
    public void compare(III_Result result) {
        result.r3 = first == second && event.event() == first ? 1 : 0;
    }

    private static Map<?, ?> fields(@Nullable Object payload) {
        return payload instanceof Map<?, ?> map ? map : Map.of();
    }

    private static int number(@Nullable Object value) {
        return value instanceof Long number ? number.intValue() : 100;
    }

    private static final class TwoFields implements RecordedEvent.Encoded {
        private static final String[] NAMES = {"a", "b"};

        @Override
        public String source(int position) {
            return "s";
        }

        @Override
        public Instant timestamp(int position) {
            return Instant.EPOCH;
        }

        @Override
        public Map<String, @Nullable Object> metadata(int position) {
            return PlainData.emptyMap();
        }

        @Override
        public String[] fieldNames() {
            return NAMES;
        }

        @Override
        public int indexOf(@Nullable Object key) {
            return NAMES[0].equals(key) ? 0 : NAMES[1].equals(key) ? 1 : -1;
        }

        @Override
        public Object field(int position, int field) {
            return field + 1L;
        }

        @Override
        public GridEvent event(String type, @Nullable Object payload, int position) {
            return GridEvent.of(type, payload, Instant.EPOCH, "s", PlainData.emptyMap());
        }

        @Override
        public Object payload(int position) {
            return PlainData.ofPlain(NAMES, new Object[] {1L, 2L});
        }
    }
}
