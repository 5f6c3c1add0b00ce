package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.Moment;
import dev.playhead.cli.view.StatsCollector;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.EventSnapshot;
import dev.playhead.timetravel.TimelineManager;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where somebody travels in a history, and what is going on there. Keys change it; {@link #tick} lets time pass, and
 * {@link #work} does a part of what takes long, so that no key waits for the rest of it. It draws nothing and waits for
 * nothing.
 */
public final class TravelModel {
    /** What is shown below the event. */
    enum Pane {
        STATE,
        PAYLOAD,
        TYPES
    }

    /** What is being typed. */
    enum Prompt {
        NONE,
        JUMP,
        SEARCH
    }

    private static final int FAR_PARTS = 50;
    private static final int COUNTED_AT_ONCE = 8_192;
    private static final long FOLLOW_NANOS = 200_000_000;
    private static final long RECOUNT_NANOS = 1_000_000_000;
    private static final int MAX_TYPED = 500;

    private final EventHistory history;
    private final EventFile file;
    private final Session session;
    private final @Nullable TravelStates<?> states;
    private final LongSupplier nanoClock;
    private final TimelineManager timeline;
    private final TravelPlayer player;

    private EventSnapshot here;
    private TravelStates.@Nullable Here shown;
    private long lastSequence;
    private Scrubber.Axis axis = Scrubber.Axis.TIME;
    private int columns = 1;
    private final StatsCollector stats = new StatsCollector();
    private Iterator<RecordedEvent> uncounted = Collections.emptyIterator();
    private Scrubber scrubber = Scrubber.of(stats, axis, columns);
    private long scrubbedEvents = -1;
    private long scrubbedNanos;
    private @Nullable TravelSearch search;
    private Pane pane;
    private int scroll;
    private boolean scrolled;
    private int page = 1;
    private Prompt prompt = Prompt.NONE;
    private final StringBuilder typed = new StringBuilder();
    private String message = "";
    private boolean helping;
    private boolean ended;
    /** Whether a search that finds nothing on from here looks back as well. */
    private boolean turning;

    private long followedNanos;

    /**
     * Begins at the end of a history.
     *
     * @param states the states that are shown, or null for none
     * @param nanoClock the time
     */
    TravelModel(
            EventHistory history,
            EventFile file,
            Session session,
            @Nullable TravelStates<?> states,
            LongSupplier nanoClock) {
        this.history = history;
        this.file = file;
        this.session = session;
        this.states = states;
        this.nanoClock = nanoClock;
        this.timeline = history.timeline();
        this.here = timeline.toLive();
        this.lastSequence = here.sequence();
        this.pane = states == null ? Pane.PAYLOAD : Pane.STATE;
        this.player = new TravelPlayer(
                nanoClock,
                after -> history.events(EventFilter.sequenceBetween(after + 1, Long.MAX_VALUE))
                        .iterator());
        this.uncounted = history.events(EventFilter.all()).iterator();
        this.followedNanos = nanoClock.getAsLong();
    }

    // What is shown.

    EventSnapshot here() {
        return here;
    }

    /** The event that the cursor is behind; null before the first one. */
    @Nullable
    RecordedEvent event() {
        return here.event().orElse(null);
    }

    /** The states around the cursor; null where none are shown, or while they are not known yet. */
    TravelStates.@Nullable Here states() {
        if (shown == null && states != null && states.isNear(here.sequence())) {
            addUp(states);
        }
        return shown;
    }

    private void addUp(TravelStates<?> wanted) {
        try {
            shown = wanted.at(here.sequence());
        } catch (PlayheadException e) {
            shown = new TravelStates.Here(List.of(), List.of(), List.of());
            say(String.valueOf(e.getMessage()));
        }
    }

    boolean hasStates() {
        return states != null;
    }

    /** The columns of the timeline. */
    Scrubber scrubber() {
        return scrubber;
    }

    @Nullable
    TravelSearch search() {
        return search;
    }

    TravelPlayer player() {
        return player;
    }

    Pane pane() {
        return pane;
    }

    /** The first line shown of the pane, if {@link #isScrolled}, else where what changed can be seen. */
    public int scroll() {
        return scroll;
    }

    public boolean isScrolled() {
        return scrolled;
    }

    /** Told by who draws: what was shown, so that scrolling goes on from there and no further than there is something. */
    public void drawn(int firstLine, int linesShown, int lines) {
        scroll = Math.max(0, Math.min(firstLine, lines - linesShown));
        page = Math.max(1, linesShown - 1);
    }

    Prompt prompt() {
        return prompt;
    }

    String typed() {
        return typed.toString();
    }

    String message() {
        return message;
    }

    /** Something to tell the user, until the next key. */
    void say(String text) {
        message = text.replaceAll("\\R", " ");
    }

    boolean isHelping() {
        return helping;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isLive() {
        return timeline.isLive();
    }

    long countedEvents() {
        return stats.events();
    }

    long firstSequence() {
        return Math.max(0, stats.firstId());
    }

    long lastSequence() {
        return lastSequence;
    }

    boolean isCountingEvents() {
        return uncounted.hasNext();
    }

    // What changes it.

    /** Sets how many columns the timeline has. */
    void resize(int timelineColumns) {
        if (timelineColumns != columns) {
            columns = Math.max(1, timelineColumns);
            divide();
        }
    }

    /** Takes a key, as the terminal sends it. */
    void key(String key) {
        try {
            if (prompt != Prompt.NONE) {
                edit(key);
                return;
            }
            message = "";
            TravelAction action = TravelAction.of(key);
            if (key.length() == 1 && Character.isDigit(key.charAt(0))) {
                ask(Prompt.JUMP);
                typed.append(key);
            } else if (action != null) {
                act(action);
            }
        } catch (PlayheadException | IllegalArgumentException e) {
            say(String.valueOf(e.getMessage()));
        }
    }

    private void act(TravelAction action) {
        if (helping && action != TravelAction.QUIT) {
            helping = false;
            return;
        }
        switch (action) {
            case BACK -> stepBack();
            case ON -> moved(timeline.stepForward());
            case FAR_BACK -> jumpToSequence(here.sequence() - farStep());
            case FAR_ON -> jumpToSequence(here.sequence() + farStep());
            case FIRST -> jumpToSequence(firstSequence());
            case LAST -> moved(timeline.toLive());
            case JUMP -> ask(Prompt.JUMP);
            case SEARCH -> ask(Prompt.SEARCH);
            case NEXT -> find(true);
            case PREVIOUS -> find(false);
            case PLAY -> play();
            case FASTER -> player.changeSpeed(1);
            case SLOWER -> player.changeSpeed(-1);
            case UP -> scrollBy(-1);
            case DOWN -> scrollBy(1);
            case PAGE_UP -> scrollBy(-page);
            case PAGE_DOWN -> scrollBy(page);
            case PANE -> nextPane();
            case AXIS -> {
                axis = axis == Scrubber.Axis.TIME ? Scrubber.Axis.ORDER : Scrubber.Axis.TIME;
                divide();
            }
            case CANCEL -> cancel();
            case HELP -> helping = true;
            case REDRAW -> {}
            case QUIT -> ended = true;
        }
    }

    private void stepBack() {
        if (here.sequence() < 0) {
            say("this is before the first event");
        } else {
            moved(timeline.stepBack());
        }
    }

    private long farStep() {
        return Math.max(1, (lastSequence - firstSequence()) / FAR_PARTS);
    }

    private void jumpToSequence(long sequence) {
        if (sequence >= lastSequence) {
            moved(timeline.toLive());
            return;
        }
        long at = Math.max(sequence, firstSequence());
        history.getEventSnapshotAtSequence(at).eventId().ifPresent(this::jumpToEvent);
    }

    private void jumpToEvent(String id) {
        moved(timeline.jumpToEvent(id));
    }

    private void moved(EventSnapshot to) {
        arrived(to);
        if (player.isPlaying()) {
            player.play(here.sequence(), here.time());
        }
    }

    private void arrived(EventSnapshot to) {
        here = to;
        shown = null;
        scrolled = false;
        if (pane != Pane.STATE) {
            scroll = 0;
        }
    }

    private void play() {
        if (player.isPlaying()) {
            player.pause();
            return;
        }
        if (here.sequence() >= lastSequence && !file.isStore()) {
            jumpToSequence(firstSequence()); // as from the end of a tape
        }
        player.play(here.sequence(), here.time());
    }

    private void scrollBy(int lines) {
        scroll = Math.max(0, scroll + lines);
        scrolled = true;
    }

    private void nextPane() {
        pane = switch (pane) {
            case STATE -> Pane.PAYLOAD;
            case PAYLOAD -> Pane.TYPES;
            case TYPES -> states == null ? Pane.PAYLOAD : Pane.STATE;
        };
        scroll = 0;
        scrolled = false;
    }

    private void cancel() {
        TravelSearch current = search;
        if (current != null && current.isFinding()) {
            current.cancel();
            say("stopped searching");
        } else if (player.isPlaying()) {
            player.pause();
        } else {
            search = null;
        }
    }

    // Typing.

    private void ask(Prompt what) {
        prompt = what;
        typed.setLength(0);
    }

    private void edit(String key) {
        switch (key) {
            case "\r", "\n" -> {
                Prompt asked = prompt;
                prompt = Prompt.NONE;
                message = "";
                answer(asked, typed.toString().strip());
            }
            case "\u001b", "\u0003", "\u0004" -> prompt = Prompt.NONE;
            case "\u007f", "\b" -> {
                if (typed.isEmpty()) {
                    prompt = Prompt.NONE;
                } else {
                    typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
                }
            }
            case "\u0015" -> typed.setLength(0);
            default -> {
                if (key.charAt(0) >= ' ' && typed.length() < MAX_TYPED) {
                    typed.append(key);
                }
            }
        }
    }

    private void answer(Prompt asked, String text) {
        if (asked == Prompt.SEARCH) {
            search(text);
        } else if (!text.isEmpty()) {
            jump(text);
        }
    }

    /** Searches on from here, and back if there is nothing; an empty text ends the search. */
    void search(String text) {
        search = null;
        if (!text.isEmpty()) {
            searchFor(text, TravelQuery.parse(text, history, file, session));
            find(true);
            turning = true;
        }
    }

    /** Sets what is searched for, and stays. */
    void searchFor(String text, EventFilter filter) {
        TravelSearch started = new TravelSearch(text, filter, history);
        search = started;
        started.count(scrubber);
    }

    private void find(boolean onward) {
        TravelSearch current = search;
        if (current == null) {
            ask(Prompt.SEARCH);
            return;
        }
        player.pause();
        turning = false;
        current.find(onward, here.sequence());
    }

    /** Jumps to what somebody typed: an id, a time, a percentage, start or end. */
    void jump(String text) {
        switch (text) {
            case "start", "first" -> jumpToSequence(firstSequence());
            case "end", "last", "live" -> moved(timeline.toLive());
            default -> {
                if (text.matches("\\d+(\\.\\d+)?%")) {
                    double share = Math.min(100, Double.parseDouble(text.substring(0, text.length() - 1))) / 100;
                    jumpToSequence(firstSequence() + Math.round((lastSequence - firstSequence()) * share));
                    return;
                }
                Moment moment = Moment.parse(text);
                if (moment.time() != null) {
                    moved(timeline.jumpToTime(moment.time().in(file.range(history), session.zone())));
                } else if (history.getEvent(text).isEmpty()) {
                    say("there is no event " + text + "; ids go from " + firstSequence() + " to " + lastSequence);
                } else {
                    jumpToEvent(text);
                }
            }
        }
    }

    // What goes on by itself.

    /** Lets time pass: plays, and follows a file that grows. Returns whether something changed. */
    boolean tick() {
        try {
            boolean followed = follow();
            return play(player.isPlaying()) || followed;
        } catch (PlayheadException e) {
            player.pause();
            say(String.valueOf(e.getMessage()));
            return true;
        }
    }

    private boolean play(boolean playing) {
        if (!playing) {
            return false;
        }
        RecordedEvent last = player.advance();
        if (last != null) {
            arrived(timeline.jumpToEvent(last.id()));
        }
        if (!player.isPlaying() && file.isStore()) {
            arrived(timeline.toLive()); // goes on with what is to come
        }
        return last != null || !player.isPlaying();
    }

    private boolean follow() {
        long now = nanoClock.getAsLong();
        if (!file.isStore() || now - followedNanos < FOLLOW_NANOS) {
            return false;
        }
        followedNanos = now;
        long end = history.durableSequence();
        if (end <= lastSequence) {
            return false;
        }
        if (!uncounted.hasNext()) {
            uncounted = history.events(EventFilter.sequenceBetween(stats.lastId() + 1, Long.MAX_VALUE))
                    .iterator();
        }
        lastSequence = end;
        if (timeline.isLive()) {
            arrived(timeline.snapshot());
        }
        return true;
    }

    /** Whether there is work to do that takes long. */
    boolean hasWork() {
        return (shown == null && states != null)
                || uncounted.hasNext()
                || stats.events() != scrubbedEvents
                || (search != null && (search.isFinding() || search.isCounting()));
    }

    /** Does a part of it. */
    void work() {
        try {
            TravelSearch current = search;
            if (current != null && current.isFinding()) {
                look(current);
            } else if (shown == null && states != null) {
                addUp(states); // perhaps from far away, so that it was drawn before where this is
            } else if (uncounted.hasNext()) {
                for (int i = 0; i < COUNTED_AT_ONCE && uncounted.hasNext(); i++) {
                    stats.add(uncounted.next());
                }
                if (nanoClock.getAsLong() - scrubbedNanos > RECOUNT_NANOS) {
                    divide();
                }
            } else if (stats.events() != scrubbedEvents) {
                divide();
            } else if (current != null) {
                current.countOn();
            }
        } catch (PlayheadException e) {
            uncounted = Collections.emptyIterator();
            scrubbedEvents = stats.events();
            search = null;
            say(String.valueOf(e.getMessage()));
        }
    }

    private void look(TravelSearch current) {
        RecordedEvent found = current.look(lastSequence);
        if (found != null) {
            jumpToEvent(found.id());
        } else if (!current.isFinding()) {
            if (turning) {
                find(false);
            } else {
                say("no event found " + (current.isOnward() ? "after this one" : "before this one"));
            }
        }
    }

    private void divide() {
        scrubber = Scrubber.of(stats, axis, columns);
        scrubbedEvents = stats.events();
        scrubbedNanos = nanoClock.getAsLong();
        if (search != null) {
            search.count(scrubber);
        }
    }

    /** How long nothing changes by itself. */
    long waitMillis() {
        if (hasWork()) {
            return 0;
        }
        long limit = FOLLOW_NANOS / 2;
        return Math.min(limit, player.isPlaying() ? player.waitNanos() : limit) / 1_000_000;
    }

    /** The name of the file, without its folder. */
    String name() {
        String name = file.shownName();
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf(java.io.File.separatorChar)) + 1);
    }

    boolean isFollowing() {
        return file.isStore();
    }

    Session session() {
        return session;
    }
}
