package dev.playhead.timetravel;

import dev.playhead.event.PlainData;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A codec for states that can be represented as plain data. */
final class DataCodec<S> implements StateCodec<S> {
    private final String version;
    private final Function<? super S, ? extends @Nullable Object> toData;
    private final Function<@Nullable Object, S> fromData;

    DataCodec(
            String version,
            Function<? super S, ? extends @Nullable Object> toData,
            Function<@Nullable Object, S> fromData) {
        this.version = Objects.requireNonNull(version, "version");
        this.toData = Objects.requireNonNull(toData, "toData");
        this.fromData = Objects.requireNonNull(fromData, "fromData");
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public byte[] encode(S state) {
        StateWriter out = new StateWriter();
        out.value(PlainData.of(toData.apply(state)));
        return out.toBytes();
    }

    @Override
    public S decode(byte[] whole, List<byte[]> changes) {
        StateReader in = new StateReader(whole);
        Object data = in.value();
        in.end();
        if (!changes.isEmpty()) {
            throw new CorruptStateException("changes=" + changes.size() + ", but this codec encodes no changes");
        }
        return fromData.apply(data);
    }
}
