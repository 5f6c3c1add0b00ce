package dev.playhead.io;

import dev.playhead.event.PayloadPath;
import dev.playhead.io.EventMapping.Origin;
import dev.playhead.io.EventMapping.Part;
import java.util.EnumMap;
import java.util.Map;

/**
 * A parser of the text form of an {@link EventMapping}.
 *
 * <p><b>Threading.</b> For use by one thread.
 */
final class MappingParser {
    private final String text;
    private int at;

    MappingParser(String text) {
        this.text = text;
    }

    static boolean isQuote(char c) {
        return c == '"' || c == '\'';
    }

    /** {@return the origins of the parts that the text names} */
    Map<Part, Origin> parse() {
        Map<Part, Origin> origins = new EnumMap<>(Part.class);
        do {
            int begin = passOverBlanks();
            Part part = part();
            Origin origin = origin(part);
            if (origins.put(part, origin) != null) {
                throw wrong(begin, "the part " + part.text() + " appears twice");
            }
            // The origin ends at a comma or at the end of the text.
        } while (at++ < text.length());
        return origins;
    }

    private int passOverBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private Part part() {
        int begin = at;
        int equals = text.indexOf('=', begin);
        int comma = text.indexOf(',', begin);
        if (equals < 0 || (comma >= 0 && comma < equals)) {
            String found = text.substring(begin, comma < 0 ? text.length() : comma);
            throw wrong(
                    begin,
                    "'" + found.strip() + "' is not PART=PATH, such as timestamp=ts; the parts are " + Part.all());
        }
        String name = text.substring(begin, equals).strip();
        at = equals + 1;
        for (Part part : Part.values()) {
            if (part.text().equals(name)) {
                return part;
            }
        }
        throw wrong(begin, "unknown part '" + name + "'; the parts are " + Part.all());
    }

    private Origin origin(Part part) {
        int begin = passOverBlanks();
        Origin origin = begin < text.length() && isQuote(text.charAt(begin)) ? constant(part) : path(part);
        if (origin.constant() != null && !part.mayBeConstant()) {
            throw wrong(begin, "the part " + part.text() + " needs a path, not a constant");
        }
        if (origin.equals(Origin.WHOLE) && !part.mayBeWhole()) {
            throw wrong(begin, "the part " + part.text() + " needs a path; '.' is for payload and metadata");
        }
        return origin;
    }

    private Origin constant(Part part) {
        int begin = at;
        char quote = text.charAt(at++);
        StringBuilder constant = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
            constant.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw wrong(begin, "the constant of the part " + part.text() + " has no closing quote");
        }
        at++;
        int behind = passOverBlanks();
        if (behind < text.length() && text.charAt(behind) != ',') {
            throw wrong(behind, "a comma is missing after the constant of the part " + part.text());
        }
        return new Origin(null, constant.toString());
    }

    private Origin path(Part part) {
        int begin = at;
        int end = at;
        while (at < text.length() && text.charAt(at) != ',') {
            boolean escaped = text.charAt(at) == '\\' && at + 1 < text.length();
            at += escaped ? 2 : 1;
            // Blanks at the end do not belong to the path, unless a backslash precedes them.
            end = escaped || !Character.isWhitespace(text.charAt(at - 1)) ? at : end;
        }
        String written = text.substring(begin, end);
        if (written.equals(".")) {
            return Origin.WHOLE;
        }
        if (written.isEmpty()) {
            throw wrong(begin, "the part " + part.text() + " has no path");
        }
        PayloadPath path = PayloadPath.parse(written);
        if (path.steps().contains("")) {
            throw wrong(
                    begin,
                    "the path " + written + " of the part " + part.text() + " has an empty name; names are separated by"
                            + " one dot, as in event.name");
        }
        return new Origin(path, null);
    }

    private IllegalArgumentException wrong(int position, String what) {
        return new IllegalArgumentException(
                text.isBlank()
                        ? "the mapping is empty; name the parts and their paths, as in type=event,timestamp=ts"
                        : "'" + text + "' is not a mapping: at position " + (position + 1) + ", " + what);
    }
}
