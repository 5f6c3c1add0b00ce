package dev.playhead.cli.travel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The actions of {@code travel}, with their keys. A key is identified by the characters that the terminal sends for it.
 */
enum TravelAction {
    BACK("Left Right, h l", "one event back or forward", "\u001b[D", "\u001bOD", "h"),
    ON("", "", "\u001b[C", "\u001bOC", "l"),
    FAR_BACK("Shift-Left Shift-Right, [ ]", "1/50 of all events back or forward", "\u001b[1;2D", "\u001b[1;5D", "["),
    FAR_ON("", "", "\u001b[1;2C", "\u001b[1;5C", "]"),
    FIRST("Home, g", "to the first event", "\u001b[H", "\u001bOH", "\u001b[1~", "\u001b[7~", "g"),
    LAST("End, G", "to the last event, and follow new ones", "\u001b[F", "\u001bOF", "\u001b[4~", "\u001b[8~", "G"),
    JUMP("j, :, a digit", "jump to an id, a time, 37%, start or end", "j", ":"),
    SEARCH("/", "search for a type, @source, path=value, --since ...", "/"),
    NEXT("n N", "to the next or previous match", "n"),
    PREVIOUS("", "", "N"),
    PLAY("Space, p", "play or pause", " ", "p"),
    FASTER("+ -", "play faster or slower", "+", "="),
    SLOWER("", "", "-", "_"),
    UP("Up Down", "scroll the pane below", "\u001b[A", "\u001bOA"),
    DOWN("", "", "\u001b[B", "\u001bOB", "\r", "\n"),
    PAGE_UP("PgUp PgDn, b f", "scroll by a page", "\u001b[5~", "b"),
    PAGE_DOWN("", "", "\u001b[6~", "f"),
    PANE("Tab", "show the state, the payload or the types", "\t"),
    AXIS("t", "timeline columns by time, or by the order of events", "t"),
    CANCEL("Esc", "stop searching or playing", "\u001b"),
    HELP("?", "this help", "?", "\u001bOP", "\u001b[11~"),
    REDRAW("", "", "\u000c"),
    QUIT("q, Ctrl-C, Ctrl-D", "quit", "q", "Q", "\u0003", "\u0004");

    private static final Map<String, TravelAction> BY_KEY = new HashMap<>();

    static {
        for (TravelAction action : values()) {
            action.keys.forEach(key -> BY_KEY.put(key, action));
        }
    }

    private final String label;
    private final String help;

    @SuppressWarnings("ImmutableEnumChecker") // the list is created by List.of
    private final List<String> keys;

    TravelAction(String label, String help, String... keys) {
        this.label = label;
        this.help = help;
        this.keys = List.of(keys);
    }

    /** {@return the action of the key, or null if the key has no action} */
    static @Nullable TravelAction of(String key) {
        return BY_KEY.get(key);
    }

    /**
     * {@return the names of the keys for the help; an empty string if the help does not list this action separately}
     */
    String label() {
        return label;
    }

    String help() {
        return help;
    }
}
