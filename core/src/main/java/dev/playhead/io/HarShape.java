package dev.playhead.io;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The requests of an HTTP archive (HAR 1.2). */
final class HarShape implements KnownShape {
    private static final String LOG = "log";
    private static final String ENTRIES = "entries";
    private static final String STARTED = "startedDateTime";
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*://(?:[^/?#@]*@)?([^/?#@]+).*", Pattern.DOTALL);

    @Override
    public String title() {
        return "HAR";
    }

    @Override
    public String parts() {
        return "type from the method, such as http:get, time from " + STARTED
                + ", source from the host of the URL, payload from the other fields of the entry";
    }

    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return record.get(STARTED) instanceof String && record.get("request") instanceof Map<?, ?>;
    }

    @Override
    public List<String> path() {
        return List.of(LOG, ENTRIES);
    }

    @Override
    public boolean isIn(Map<String, @Nullable Object> document, boolean whole, boolean overLines) {
        Map<String, @Nullable Object> log = Members.map(document.get(LOG));
        return log.get(ENTRIES) instanceof List<?>
                || (!whole && log.containsKey("version") && log.get("creator") instanceof Map<?, ?>);
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return fits(record);
    }

    @Override
    public void read(Map<String, @Nullable Object> record, Consumer<EventFields> events) {
        Map<String, @Nullable Object> request = Members.map(record.get("request"));
        String method = Members.text(request.get("method"));
        events.accept(new EventFields()
                .with(EventFields.TYPE, "http:" + (method == null ? "request" : method.toLowerCase(Locale.ROOT)))
                .with(EventFields.TIMESTAMP, record.get(STARTED))
                .with(EventFields.SOURCE, host(request.get("url")))
                .with(EventFields.PAYLOAD, Members.without(record, Set.of(STARTED))));
    }

    private static @Nullable String host(@Nullable Object url) {
        if (!(url instanceof String text)) {
            return null;
        }
        Matcher matcher = HOST.matcher(text);
        return matcher.matches() ? matcher.group(1) : null;
    }
}
