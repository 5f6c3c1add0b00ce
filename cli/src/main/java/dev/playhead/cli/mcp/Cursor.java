package dev.playhead.cli.mcp;

import dev.playhead.cli.CommandFailure;
import dev.playhead.cli.output.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A position in the results of a question.
 *
 * @param position the number of results before this position; in a search, the number of sequences before it, as an
 *     unsigned number: 2<sup>63</sup> after the greatest sequence
 * @param total the number of all results when the page before this position was returned; -1 for the beginning
 * @param at the id of the event whose state the pages show; empty if pages are not bound to an event
 */
record Cursor(long position, long total, String at) {
    /** The beginning of the results. */
    static final Cursor BEGIN = new Cursor(0, -1, "");

    private static final Pattern FORM = Pattern.compile("1:([0-9a-f]{1,8}):(\\d{1,19}):(\\d{1,18}):(\\d{0,19})");

    /** {@return the cursor as opaque text, bound to a question} */
    String text(Tool tool, Map<String, ?> arguments) {
        String text = "1:" + question(tool, arguments) + ":" + Long.toUnsignedString(position) + ":" + total + ":" + at;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return the cursor of a call; the beginning if the call has no cursor} */
    static Cursor of(Tool tool, Map<String, ?> arguments) {
        Object given = arguments.get("cursor");
        if (given == null) {
            return BEGIN;
        }
        Matcher matcher = FORM.matcher(decoded(given));
        if (!matcher.matches()) {
            throw new CommandFailure("argument cursor is not a cursor; pass nextCursor of an earlier answer unchanged");
        }
        if (!matcher.group(1).equals(question(tool, arguments))) {
            throw new CommandFailure(
                    "argument cursor belongs to another question; pass it with the arguments of the call"
                            + " that returned it");
        }
        return new Cursor(Long.parseUnsignedLong(matcher.group(2)), Long.parseLong(matcher.group(3)), matcher.group(4));
    }

    private static String decoded(Object given) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(String.valueOf(given));
            return new String(bytes, StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return ""; // text that is not Base64 is not a cursor
        }
    }

    /** {@return a hash of a question without the arguments that may differ between its pages} */
    private static String question(Tool tool, Map<String, ?> arguments) {
        Map<String, @Nullable Object> asked = new TreeMap<>(arguments);
        asked.remove("cursor");
        asked.remove("limit");
        CRC32 hash = new CRC32();
        hash.update((tool.name() + JsonText.compact(asked)).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(hash.getValue());
    }
}
