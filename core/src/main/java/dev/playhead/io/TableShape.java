package dev.playhead.io;

import dev.playhead.bus.CauseScope;
import dev.playhead.event.Numbers;
import dev.playhead.event.PayloadPath;
import dev.playhead.event.PlainData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A table with a line of titles. At least one title names the time or the type, or a field that a mapping uses. Titles
 * such as {@code payload.order.price}, which {@link CsvEventWriter} writes, are paths into payload and metadata.
 * Other columns become fields of the payload, unless they contain the time, type, source or sequence of the event.
 *
 * <p>A cell with the text of a number or a boolean becomes a number or a boolean, except in columns whose cells stay
 * text, such as the type. An empty cell has no value. In a table of Playhead, text in JSON becomes a list or a map, and
 * the apostrophe before a text that looks like a formula is removed.
 */
final class TableShape implements KnownShape {
    private static final String SEPARATORS = ",;\t";
    private static final List<String> OWN = List.of("sequence", "timestamp", "type", "source");
    private static final String PAYLOAD = "payload";
    private static final String METADATA = "metadata";
    /** The names of metadata whose values stay text, even if they consist of digits. */
    private static final List<String> IDS =
            List.of(CauseScope.CAUSATION_ID, CauseScope.CORRELATION_ID, "id", "traceparent");
    /** The maximum number of steps of a path. Titles that have more are names of fields. */
    private static final int MAX_STEPS = 100;
    /** The maximum number of columns. Spreadsheets have at most 16,384. */
    private static final int MAX_TITLES = 100_000;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d{1,3})?");
    private static final Pattern INTEGER = Pattern.compile("-?\\d+");
    /** The maximum length of a number. Longer cells are text. */
    private static final int MAX_NUMBER_LENGTH = 400;

    private final byte separator;
    private final List<String> titles;
    private final Map<String, PayloadPath> paths = new HashMap<>();
    private final @Nullable String time;
    private final @Nullable String type;
    private final boolean own;
    /** The titles of further columns whose cells stay text. */
    private final Set<String> texts;

    private TableShape(byte separator, List<String> titles, Set<String> texts) {
        this.separator = separator;
        this.texts = texts;
        this.titles = titles;
        this.time = named(titles, FieldNames.TIMES, FieldNames.OTHER_TIMES);
        this.type = named(titles, FieldNames.TYPES, FieldNames.OTHER_TYPES);
        this.own = titles.size() >= OWN.size() && titles.subList(0, OWN.size()).equals(OWN);
        for (String title : titles) {
            PayloadPath path = PayloadPath.parse(title);
            String first = path.steps().get(0);
            if ((first.equals(PAYLOAD) || first.equals(METADATA))
                    && path.steps().size() <= MAX_STEPS) {
                paths.put(title, path);
            }
        }
    }

    /** {@return the shape of a table with the titles in a line; null if the line does not look like titles} */
    static @Nullable TableShape of(String line) {
        return of(line, Set.of());
    }

    /**
     * Returns the shape of a table with the titles in a line; null if the line does not look like titles.
     *
     * @param mapped the names of fields that a mapping uses; a line with one of them as a title looks like titles
     */
    static @Nullable TableShape of(String line, Set<String> mapped) {
        for (int i = 0; i < SEPARATORS.length(); i++) {
            char separator = SEPARATORS.charAt(i);
            List<String> titles = line.indexOf(separator) < 0 ? List.of() : titles(line, separator);
            if (titles.size() > 1) {
                TableShape table = new TableShape((byte) separator, titles, Set.of());
                if (table.time != null || table.type != null || titles.stream().anyMatch(mapped::contains)) {
                    return table;
                }
            }
        }
        return null;
    }

    private static List<String> titles(String line, char separator) {
        CsvRow row = new CsvRow((byte) separator);
        try {
            if (!row.append(line.getBytes(StandardCharsets.UTF_8))) {
                return List.of();
            }
        } catch (CsvRow.MalformedException e) {
            return List.of();
        }
        if (row.cells().size() > MAX_TITLES) {
            return List.of();
        }
        List<String> titles = new ArrayList<>();
        Map<String, Integer> alike = new HashMap<>();
        for (String cell : row.cells()) {
            String title = cell.isBlank() ? "column" : cell.strip();
            int number = alike.merge(title, 1, Integer::sum);
            titles.add(number == 1 ? title : title + " " + number);
        }
        return List.copyOf(titles);
    }

    /**
     * Returns the title for the first of the usual names that occurs as a title. If there is none, returns the only
     * title that is one of the other names; null if there is none or more than one. Ignores case.
     */
    private static @Nullable String named(List<String> titles, List<String> usual, List<String> others) {
        for (String name : usual) {
            for (String title : titles) {
                if (title.equalsIgnoreCase(name)) {
                    return title;
                }
            }
        }
        List<String> found = titles.stream()
                .filter(title -> others.stream().anyMatch(title::equalsIgnoreCase))
                .toList();
        return found.size() == 1 ? found.get(0) : null;
    }

    /** {@return a table with these titles in which the cells of the given columns stay text as well} */
    TableShape withText(Set<String> columns) {
        return new TableShape(separator, titles, columns);
    }

    /**
     * {@return a table with the same separator and all titles of a line; this table if the line has none} This table
     * may have been recognized by only the beginning of the line.
     */
    TableShape withTitles(String line) {
        List<String> whole = titles(line, (char) separator);
        return whole.isEmpty() ? this : new TableShape(separator, whole, texts);
    }

    byte separator() {
        return separator;
    }

    List<String> titles() {
        return titles;
    }

    @Override
    public String title() {
        return "CSV";
    }

    @Override
    public String parts() {
        return (time == null ? "no column has the time" : "time from " + time) + ", "
                + (type == null ? "no column has the type" : "type from " + type)
                + ", payload from the other columns";
    }

    /** Returns false. A table is recognized by its first line. */
    @Override
    public boolean fits(Map<String, @Nullable Object> record) {
        return false;
    }

    /** {@return the value of a cell in the column of a title; null if the cell is empty} */
    @Nullable
    Object value(String title, String cell) {
        if (cell.isEmpty()) {
            return null;
        }
        String text = own && isMarked(cell) ? cell.substring(1) : cell;
        if (title.equals(time)
                || title.equals(type)
                || title.equals("source")
                || texts.contains(title)
                || isId(title)) {
            return text;
        }
        Object data = own ? JsonText.parse(text) : null;
        return data == null ? scalar(text) : data;
    }

    /** Returns whether a cell consists of an apostrophe and a text that a spreadsheet would interpret as a formula. */
    private static boolean isMarked(String cell) {
        return cell.length() > 1 && cell.charAt(0) == '\'' && Csv.isFormula(cell.substring(1));
    }

    private boolean isId(String title) {
        PayloadPath path = paths.get(title);
        return path != null
                && path.steps().size() == 2
                && path.steps().get(0).equals(METADATA)
                && IDS.contains(path.steps().get(1));
    }

    private static Object scalar(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> {
                return true;
            }
            case "false" -> {
                return false;
            }
            default -> {
                return text.length() <= MAX_NUMBER_LENGTH
                                && NUMBER.matcher(text).matches()
                        ? number(text)
                        : text;
            }
        }
    }

    private static Object number(String text) {
        return INTEGER.matcher(text).matches() ? JsonData.number(text) : Numbers.parseDecimal(text);
    }

    @Override
    public boolean keeps(Map<String, @Nullable Object> record) {
        return true;
    }

    @Override
    public void read(Map<String, @Nullable Object> row, Consumer<EventFields> events) {
        EventFields fields = new EventFields();
        Map<String, @Nullable Object> payload = new LinkedHashMap<>();
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
        row.forEach((title, value) -> {
            PayloadPath path = paths.get(title);
            if (title.equals(time)) {
                fields.with(EventFields.TIMESTAMP, value);
            } else if (title.equals(type)) {
                fields.with(EventFields.TYPE, value);
            } else if (title.equals("source")) {
                fields.with(EventFields.SOURCE, value);
            } else if (title.equals("sequence") && value instanceof Long) {
                fields.with(EventFields.SEQUENCE, value);
            } else if (path == null) {
                payload.put(title, value);
            } else {
                put(path.steps().get(0).equals(PAYLOAD) ? payload : metadata, path.steps(), value);
            }
        });
        fields.with(EventFields.PAYLOAD, whole(payload, PAYLOAD)).with(EventFields.METADATA, whole(metadata, METADATA));
        events.accept(fields);
    }

    /**
     * Returns the value of the column titled just {@code payload} or {@code metadata}, which put() stores under the
     * empty name, if there are no other fields. Otherwise returns a map of all fields, in which this value has the
     * given name; null if there are no fields.
     */
    private static @Nullable Object whole(Map<String, @Nullable Object> fields, String name) {
        Object value = fields.remove("");
        if (value != null && fields.isEmpty()) {
            return value;
        }
        if (value != null) {
            fields.put(name, value);
        }
        return fields.isEmpty() ? null : PlainData.of(fields);
    }

    /**
     * Puts a value at a path, whose first step is the name of the given map. If a step before the last already has a
     * value, the rest of the path, from this step on, is used as a name. If the last step already has a value, the
     * whole path is used as a name.
     */
    private static void put(Map<String, @Nullable Object> into, List<String> steps, @Nullable Object value) {
        Map<String, @Nullable Object> here = into;
        for (int i = 1; i < steps.size() - 1; i++) {
            Map<String, @Nullable Object> next = inner(here, steps.get(i));
            if (next == null) {
                here.put(String.join(".", steps.subList(i, steps.size())), value);
                return;
            }
            here = next;
        }
        String last = steps.size() == 1 ? "" : steps.get(steps.size() - 1);
        here.put(here.containsKey(last) ? String.join(".", steps) : last, value);
    }

    /** Returns the map of a name, which is created if it is missing; null if the name has another value. */
    @SuppressWarnings("unchecked") // only maps that this method created are of this class
    private static @Nullable Map<String, @Nullable Object> inner(Map<String, @Nullable Object> here, String name) {
        if (!here.containsKey(name)) {
            here.put(name, new LinkedHashMap<String, @Nullable Object>());
        }
        return here.get(name) instanceof LinkedHashMap<?, ?> map ? (Map<String, @Nullable Object>) map : null;
    }
}
