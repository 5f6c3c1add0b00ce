package dev.playhead.cli.mcp;

import dev.playhead.cli.output.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of an answer: counts and the cursor of the next page, and in the member {@code untrusted} everything that
 * was recorded. A page is limited in bytes, so it may have fewer results than were asked for, but it has at least one
 * result unless there are no further results.
 */
final class Page {
    /** The limit of a message in bytes, without the id of the request. */
    static final int MAX_MESSAGE_BYTES = 64 * 1_024;

    /** The maximum cost of a member of a result; a small part of a message, so that a page has several results. */
    static final int MEMBER_COST = 6_000;

    /** The maximum cost of a member of an event that was requested by its id. */
    static final int SHOWN_MEMBER_COST = 16_000;

    private static final int SUMMARY_COST = 3_000;
    private static final int SMALLEST_COST = 800;
    private static final int NOTES_COST = 6_000;
    /** The maximum number of bytes of a message besides the answer and the id of the request. */
    private static final int FRAME_BYTES = 1_024;

    private final Tool tool;
    private final Map<String, ?> arguments;
    private final Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    private final Map<String, @Nullable Object> untrusted = new LinkedHashMap<>();
    private final List<@Nullable Object> items = new ArrayList<>();

    Page(Tool tool, Map<String, ?> arguments) {
        this.tool = tool;
        this.arguments = arguments;
    }

    /**
     * Returns the page.
     *
     * @param collected the results
     * @param summary the recorded data of the answer other than the results, without sensitive data
     * @param notes notes about the answer, without sensitive data
     * @param exit how complete the answer is, by the exit code of the command
     * @param at the id of an event, if the answer shows the state after this event, so that further pages show the same
     *     state; otherwise empty
     */
    Map<String, @Nullable Object> of(
            Collected collected,
            Map<String, @Nullable Object> summary,
            List<String> notes,
            Completeness exit,
            String at) {
        long left = collected.total() - collected.passed();
        answer.put("total", collected.total());
        answer.put("returned", 0L);
        answer.put("nextCursor", new Cursor(Long.MAX_VALUE, Long.MAX_VALUE / 10, at).text(tool, arguments));
        exit.addTo(answer);
        untrusted.putAll(Excerpt.fit(summary, SUMMARY_COST, name -> ""));
        addMissing(collected);
        addNotes(notes);
        untrusted.put(tool.items(), items);
        answer.put("untrusted", untrusted);

        long room = MAX_MESSAGE_BYTES - FRAME_BYTES - Excerpt.cost(JsonText.compact(answer));
        long position = 0;
        for (Collected.Item item : collected.items()) {
            Map<String, @Nullable Object> data = item.data();
            long cost = cost(data);
            if (cost > room && items.isEmpty()) {
                data = Excerpt.fit(data, SMALLEST_COST, member -> Results.rest(tool, item.data(), member));
                cost = cost(data);
            }
            if (cost > room) {
                break;
            }
            room -= cost;
            items.add(data);
            position = item.position();
        }
        answer.put("returned", (long) items.size());
        if (items.size() < left && !items.isEmpty()) {
            answer.put("nextCursor", new Cursor(position, collected.total(), at).text(tool, arguments));
        } else {
            answer.remove("nextCursor");
        }
        return answer;
    }

    private static long cost(Map<String, @Nullable Object> data) {
        return Excerpt.cost(JsonText.compact(data)) + 2; // for a comma
    }

    private void addMissing(Collected collected) {
        if (collected.missingTotal() > 0) {
            Map<String, @Nullable Object> missing = new LinkedHashMap<>();
            missing.put("missingTotal", collected.missingTotal());
            missing.put("missing", collected.missing());
            untrusted.putAll(Excerpt.fit(missing, SUMMARY_COST, name -> ""));
        }
    }

    /**
     * Adds as many of the notes as fit into {@link #NOTES_COST}, from the first on. They may quote what was recorded.
     */
    private void addNotes(List<String> notes) {
        List<@Nullable Object> shown = new ArrayList<>();
        long room = NOTES_COST;
        for (String note : notes) {
            room -= Excerpt.cost(JsonText.compact(note)) + 2;
            if (room < 0) {
                break;
            }
            shown.add(note);
        }
        if (!shown.isEmpty()) {
            untrusted.put("notes", shown);
        }
    }

    /**
     * How complete an answer is.
     *
     * @param lacksEvents whether events that concern the answer are lost or were not recorded
     * @param isOfPart whether the file is truncated or damaged
     */
    record Completeness(boolean lacksEvents, boolean isOfPart) {
        void addTo(Map<String, @Nullable Object> answer) {
            if (lacksEvents) {
                answer.put("incomplete", "events that concern this answer are lost or were not recorded");
            }
            if (isOfPart) {
                answer.put("damaged", "the file is truncated or damaged, and this answer is about the rest of it");
            }
        }
    }
}
