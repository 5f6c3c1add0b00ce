package dev.playhead.io;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The lifted state that Redux DevTools exports: a document with the performed actions by their id. What {@link
 * ReduxEventWriter} writes is restored.
 */
final class ReduxShape implements KnownShape {
    private static final String ACTIONS = "actionsById";
    private static final String ACTION = "action";
    private static final String TYPE = "type";
    private static final String PAYLOAD = "payload";
    private static final String META = "meta";

    @Override
    public String title() {
        return "Redux DevTools";
    }

    @Override
    public String parts() {
        return "type from action.type, time from timestamp, payload from action.payload, or else from the other fields of"
                + " the action; the first action, @@INIT, is no event";
    }

    @Override
    public boolean hasOwnUnit() {
        return true;
    }

    /** Returns false. Actions are in a document only. */
    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return false;
    }

    @Override
    public List<String> path() {
        return List.of(ACTIONS);
    }

    @Override
    public boolean isIn(Map<String, @Nullable Object> document, boolean whole, boolean overLines) {
        if (!(document.get(ACTIONS) instanceof Map<?, ?> actions)) {
            return false;
        }
        return document.containsKey("stagedActionIds")
                || document.containsKey("nextActionId")
                || (!whole
                        && actions.values().stream()
                                .anyMatch(one -> Members.map(one).containsKey(ACTION)));
    }

    /** Returns true: every entry has a type, such as PERFORM_ACTION, and a timestamp, but is no event of Playhead. */
    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return true;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        if (!(record.get(ACTION) instanceof Map<?, ?>)) {
            throw new IllegalArgumentException("the entry has no action");
        }
        Map<String, @Nullable Object> action = Members.map(record.get(ACTION));
        Map<String, @Nullable Object> meta = Members.map(action.get(META));
        if (meta.isEmpty() && ReduxEventWriter.INITIAL.equals(action.get(TYPE))) {
            return;
        }
        boolean own = meta.get("sequence") instanceof Long && meta.get("source") instanceof String;
        Object time = EpochTimes.read(record.get("timestamp"), TimeUnit.MILLISECONDS);
        EventFields fields = new EventFields().with(EventFields.TYPE, action.get(TYPE));
        if (own) {
            Object exact = meta.get("timestamp");
            fields.with(EventFields.SEQUENCE, meta.get("sequence"))
                    .with(EventFields.SOURCE, meta.get("source"))
                    .with(EventFields.TIMESTAMP, exact == null ? time : exact)
                    .readUsualTime()
                    .with(EventFields.PAYLOAD, action.get(PAYLOAD))
                    .with(EventFields.METADATA, meta.get("metadata"));
        } else {
            Map<String, @Nullable Object> rest = Members.without(action, Set.of(TYPE, PAYLOAD));
            boolean hasPayload = action.containsKey(PAYLOAD);
            fields.with(EventFields.TIMESTAMP, time)
                    .with(EventFields.SOURCE, "redux")
                    .with(EventFields.PAYLOAD, hasPayload ? action.get(PAYLOAD) : rest.isEmpty() ? null : rest)
                    .with(EventFields.METADATA, hasPayload ? rest : null);
        }
        events.accept(fields);
    }
}
