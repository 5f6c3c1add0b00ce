package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the lazily decoded events of one group of a block.
 *
 * <p>The reader refers to the block, whose events are known to be decodable: {@link BlockCheck} has checked them, or
 * this process has sealed the block. The reader does not refer to the opened body, which takes additional memory; the
 * body is opened again if needed.
 */
final class EncodedGroup implements RecordedEvent.Encoded {
    /** The value of {@code fieldNames} if the payloads must be read as a whole, because they have no common keys. */
    private static final String[] NONE = {};

    private final SealedBlock block;
    private final int number;
    /** The type of all events; null if the events have different types. */
    private final @Nullable String type;
    /** The keys of the payloads, computed on demand. Two threads may both compute them, with equal results. */
    private String @Nullable [] fieldNames;
    /** The index of each key, for fast lookup if there are many keys. Computed on demand, like the keys. */
    private volatile @Nullable Map<String, Integer> fieldIndexes;

    EncodedGroup(SealedBlock block, BlockBody.Group group) {
        this.block = block;
        this.number = group.number;
        BlockBody.Labels labels = group.labels();
        this.type = labels.types.isConstant() ? labels.type(0) : null;
    }

    /**
     * Returns the type of an event.
     *
     * @param group this group in the opened body
     * @param body the opened body
     * @param position the position of the event in the block
     */
    String type(BlockBody.Group group, BlockBody body, int position) {
        return type == null ? group.labels().type(body.rowOf(group, position)) : type;
    }

    @Override
    public String source(int position) {
        BlockBody body = block.body();
        BlockBody.Group group = body.groups()[number];
        return group.labels().source(body.rowOf(group, position));
    }

    @Override
    public Instant timestamp(int position) {
        return block.body().times().get(position);
    }

    @Override
    public Map<String, @Nullable Object> metadata(int position) {
        BlockBody body = block.body();
        BlockBody.Group group = body.groups()[number];
        return group.content().metadata(body.rowOf(group, position));
    }

    @Override
    public String @Nullable [] fieldNames() {
        String[] known = fieldNames;
        if (known == null) {
            Shape payload = block.body().groups()[number].content().payload;
            known = payload.isMap() ? payload.keys() : NONE;
            fieldNames = known;
        }
        return known.length == 0 ? null : known;
    }

    @Override
    public int indexOf(@Nullable Object key) {
        Map<String, Integer> known = fieldIndexes;
        if (known == null) {
            String[] names = fieldNames();
            known = new HashMap<>();
            for (int i = 0; names != null && i < names.length; i++) {
                known.put(names[i], i);
            }
            fieldIndexes = known;
        }
        return known.getOrDefault(key, -1);
    }

    @Override
    public @Nullable Object field(int position, int field) {
        BlockBody body = block.body();
        BlockBody.Group group = body.groups()[number];
        return group.content().payloadPart(field, body.rowOf(group, position));
    }

    @Override
    public GridEvent event(String type, @Nullable Object payload, int position) {
        BlockBody body = block.body();
        BlockBody.Group group = body.groups()[number];
        int row = body.rowOf(group, position);
        return GridEvent.of(
                type,
                payload,
                body.times().get(position),
                group.labels().source(row),
                group.content().metadata(row));
    }

    @Override
    public @Nullable Object payload(int position) {
        BlockBody body = block.body();
        BlockBody.Group group = body.groups()[number];
        return group.content().payload(body.rowOf(group, position));
    }
}
