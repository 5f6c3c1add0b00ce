package dev.playhead.io;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events of rrweb, which records a browser session. Their types and the sources of changes are numbers. */
final class RrwebShape implements KnownShape {
    private static final List<String> TYPES = List.of(
            "DomContentLoaded",
            "Load",
            "FullSnapshot",
            "IncrementalSnapshot",
            "Meta",
            "Custom",
            "Plugin",
            "Asset",
            "Annotation");
    private static final int INCREMENTAL = TYPES.indexOf("IncrementalSnapshot");
    private static final List<String> SOURCES = List.of(
            "Mutation",
            "MouseMove",
            "MouseInteraction",
            "Scroll",
            "ViewportResize",
            "Input",
            "TouchMove",
            "MediaInteraction",
            "StyleSheetRule",
            "CanvasMutation",
            "Font",
            "Log",
            "Drag",
            "StyleDeclaration",
            "Selection",
            "AdoptedStyleSheet",
            "CustomElement");
    /** The members that are not metadata. */
    private static final Set<String> PARTS = Set.of("type", "timestamp", "data");

    @Override
    public String title() {
        return "rrweb";
    }

    @Override
    public String parts() {
        return "type from the names of type and data.source, time from timestamp, payload from data";
    }

    @Override
    public boolean hasOwnUnit() {
        return true;
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get("type") instanceof Long type
                && type >= 0
                && type < TYPES.size()
                && record.containsKey("data")
                && record.get("timestamp") instanceof Number;
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        if (!(record.get("type") instanceof Long type)) {
            throw new IllegalArgumentException("type=" + record.get("type") + " is not the number of a type of rrweb");
        }
        Object data = record.get("data");
        String name = "rrweb:" + name(TYPES, type);
        if (type == INCREMENTAL && Members.map(data).get("source") instanceof Long source) {
            name += ":" + name(SOURCES, source);
        }
        events.accept(new EventFields()
                .with(EventFields.TYPE, name)
                .with(EventFields.TIMESTAMP, EpochTimes.read(record.get("timestamp"), TimeUnit.MILLISECONDS))
                .with(EventFields.SOURCE, "rrweb")
                .with(EventFields.PAYLOAD, data)
                .with(EventFields.METADATA, Members.without(record, PARTS)));
    }

    /** Returns the name of a number. A number without a name, such as one of a later rrweb, is returned as text. */
    private static String name(List<String> names, long number) {
        return number >= 0 && number < names.size() ? names.get((int) number) : Long.toString(number);
    }
}
