package dev.playhead.block;

import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The source of the events of one group of a block, which are decoded as they are looked at.
 *
 * <p>It refers to the bytes of the block, which were checked ({@link BlockCheck}), but not to what is found out when a block is
 * opened, which takes more memory than the bytes: that is opened again if need be.
 */
final class EncodedGroup implements RecordedEvent.Encoded {
    /** Stands for payloads that are read as a whole. */
    private static final String[] NONE = {};

    private final SealedBlock block;
    private final int number;
    /** The type of all events; null if they differ. */
    private final @Nullable String type;
    /** Found out on demand. Two threads may both find it out, to the same effect. */
    private String @Nullable [] fieldNames;
    /** Where keys are, where they are many. Found out on demand, likewise. */
    private volatile @Nullable Map<String, Integer> fieldIndexes;

    EncodedGroup(SealedBlock block, BlockBody.Group group) {
        this.block = block;
        this.number = group.number;
        BlockBody.Labels labels = group.labels();
        this.type = labels.types.isConstant() ? labels.type(0) : null;
    }

    /** Returns the type of an event. The group is that of the opened body. */
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
