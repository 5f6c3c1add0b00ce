package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.event.PlayheadException;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.timetravel.EventSnapshot;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The state of {@code travel}. Keys change this state, and {@link #tick} changes it as time passes. Each call of {@link
 * #work} does one step of the pending work, so that keys can be processed between the steps. A step that folds states
 * may take a long time. The model draws nothing and never waits for a key.
 */
final class TravelModel {
    private static final long FOLLOW_NANOS = 200_000_000;

    private final EventHistory history;
    private final EventFile file;
    private final Session session;
    private final LongSupplier nanoClock;
    private final TravelCursor cursor;
    private final TravelPlayer player;
    private final EventTally tally;
    private final TravelJumps jumps;
    private final TravelPane pane;
    private final TravelPrompt prompt = new TravelPrompt();
    private @Nullable TravelSearch search;
    private String message = "";
    private boolean helping;
    private boolean ended;
    /** Whether a search that finds nothing after the cursor continues with the events before the cursor. */
    private boolean turning;

    private long followedNanos;

    /**
     * Creates a model with the cursor at the end of a history.
     *
     * @param history the history
     * @param file the file from which the history was loaded
     * @param states the states to show, or null if no states are shown
     * @param nanoClock the clock, in nanoseconds
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
        this.nanoClock = nanoClock;
        this.cursor = new TravelCursor(history, states, this::say);
        this.pane = new TravelPane(states != null);
        this.player = new TravelPlayer(
                nanoClock,
                after -> history.events(EventFilter.sequenceBetween(after + 1, Long.MAX_VALUE))
                        .iterator());
        this.tally = new EventTally(history, nanoClock, this::countFound);
        this.jumps = new TravelJumps(history, file, session, cursor, tally, this::say);
        this.followedNanos = nanoClock.getAsLong();
    }

    // Contents of the screen.

    EventSnapshot here() {
        return cursor.here();
    }

    /** {@return the event directly before the cursor, or null before the first event} */
    @Nullable
    RecordedEvent event() {
        return cursor.event();
    }

    /**
     * {@return the states around the cursor; null if no states are shown, or if they must still be folded by {@link
     * #work}}
     */
    TravelStates.@Nullable Here states() {
        return cursor.states();
    }

    /** {@return whether the shown states may be incomplete because events are missing} */
    boolean isPartial() {
        TravelStates.Here here = cursor.states();
        return (here != null && here.partial())
                || !file.leftOut().upTo(cursor.sequence()).isEmpty();
    }

    boolean hasStates() {
        return cursor.hasStates();
    }

    /** {@return the columns of the timeline} */
    Scrubber scrubber() {
        return tally.scrubber();
    }

    @Nullable
    TravelSearch search() {
        return search;
    }

    TravelPlayer player() {
        return player;
    }

    TravelPane pane() {
        return pane;
    }

    TravelPrompt prompt() {
        return prompt;
    }

    String message() {
        return message;
    }

    /** Shows a message to the user until the next key. */
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
        return cursor.isLive();
    }

    long countedEvents() {
        return tally.events();
    }

    long firstSequence() {
        return tally.firstSequence();
    }

    long lastSequence() {
        return cursor.lastSequence();
    }

    boolean isCountingEvents() {
        return tally.isCounting();
    }

    // Actions of the user.

    /** Sets the number of columns of the timeline. */
    void resize(int timelineColumns) {
        tally.resize(timelineColumns);
    }

    /** Processes a key, given as the characters that the terminal sends for it. */
    void key(String key) {
        try {
            if (prompt.isOpen()) {
                TravelPrompt.Answer answer = prompt.key(key);
                if (answer != null) {
                    message = "";
                    answer(answer);
                }
                return;
            }
            message = "";
            TravelAction action = TravelAction.of(key);
            if (helping) {
                helping = false; // any key closes the help
                ended = key.equals("\u0003") || key.equals("\u0004");
            } else if (key.length() == 1 && Character.isDigit(key.charAt(0))) {
                prompt.ask(TravelPrompt.Kind.JUMP, key);
            } else if (action != null) {
                act(action);
            }
        } catch (PlayheadException | IllegalArgumentException e) {
            say(String.valueOf(e.getMessage()));
        }
    }

    private void answer(TravelPrompt.Answer answer) {
        if (answer.kind() == TravelPrompt.Kind.SEARCH) {
            search(answer.text());
        } else if (!answer.text().isEmpty()) {
            jump(answer.text());
        }
    }

    private void act(TravelAction action) {
        switch (action) {
            case BACK -> stepBack();
            case ON -> {
                cursor.stepForward();
                moved();
            }
            case FAR_BACK -> jumped(jumps.far(-1));
            case FAR_ON -> jumped(jumps.far(1));
            case FIRST -> jumped(jumps.toStart());
            case LAST -> toLive();
            case JUMP -> prompt.ask(TravelPrompt.Kind.JUMP, "");
            case SEARCH -> prompt.ask(TravelPrompt.Kind.SEARCH, "");
            case NEXT -> find(true);
            case PREVIOUS -> find(false);
            case PLAY -> play();
            case FASTER -> player.changeSpeed(1);
            case SLOWER -> player.changeSpeed(-1);
            case UP -> pane.viewport().scrollBy(-1);
            case DOWN -> pane.viewport().scrollBy(1);
            case PAGE_UP -> pane.viewport().scrollPages(-1);
            case PAGE_DOWN -> pane.viewport().scrollPages(1);
            case PANE -> pane.turn();
            case AXIS -> tally.turnAxis();
            case CANCEL -> cancel();
            case HELP -> helping = true;
            case REDRAW -> {}
            case QUIT -> ended = true;
        }
    }

    private void stepBack() {
        if (cursor.sequence() < 0) {
            say("this is before the first event");
        } else {
            cursor.stepBack();
            moved();
        }
    }

    private void jumped(boolean moved) {
        if (moved) {
            moved();
        }
    }

    private void toLive() {
        cursor.toLive();
        moved();
    }

    private void moved() {
        pane.arrive();
        if (player.isPlaying()) {
            player.play(cursor.sequence(), cursor.here().time());
        }
    }

    private void play() {
        if (player.isPlaying()) {
            player.pause();
            return;
        }
        if (cursor.sequence() >= lastSequence() && !file.isStore()) {
            jumped(jumps.toStart()); // if the cursor is at the end, playing starts again at the first event
        }
        player.play(cursor.sequence(), cursor.here().time());
    }

    private void cancel() {
        TravelSearch current = search;
        if (current != null && current.isFinding()) {
            current.cancel();
            say("search stopped");
        } else if (player.isPlaying()) {
            player.pause();
        } else {
            search = null;
        }
    }

    /**
     * Begins to search forward from the cursor. If no later event matches, the search continues backward from the
     * cursor. An empty text ends the search.
     */
    void search(String text) {
        search = null;
        if (!text.isEmpty()) {
            searchFor(text, TravelQuery.parse(text, history, file, session));
            find(true);
            turning = true;
        }
    }

    /** Sets the search and begins to count its matches, but does not move the cursor. */
    void searchFor(String text, EventFilter filter) {
        TravelSearch started = new TravelSearch(text, filter, history);
        search = started;
        started.count(scrubber());
    }

    private void countFound(Scrubber columns) {
        if (search != null) {
            search.count(columns);
        }
    }

    private void find(boolean onward) {
        TravelSearch current = search;
        if (current == null) {
            prompt.ask(TravelPrompt.Kind.SEARCH, "");
            return;
        }
        player.pause();
        turning = false;
        current.find(onward, cursor.sequence());
    }

    /** Jumps to a target that the user has typed: an id, a time, a percentage, start or end. */
    void jump(String text) {
        jumped(jumps.to(text));
    }

    // Changes without an action of the user.

    /**
     * Plays the events that are due, and shows events that were added to a Playhead file. Returns whether anything
     * changed.
     */
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
            cursor.jumpToEvent(last.id());
            pane.arrive();
        }
        if (!player.isPlaying() && file.isStore()) {
            cursor.toLive(); // from now on, the cursor follows new events
            pane.arrive();
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
        if (end <= lastSequence()) {
            return false;
        }
        tally.follow();
        if (cursor.follow(end)) {
            pane.arrive();
        }
        return true;
    }

    /** {@return whether there is work for {@link #work}} */
    boolean hasWork() {
        return cursor.hasWork() || tally.hasWork() || (search != null && (search.isFinding() || search.isCounting()));
    }

    void work() {
        try {
            TravelSearch current = search;
            if (current != null && current.isFinding()) {
                look(current);
            } else if (cursor.hasWork()) {
                cursor.addUp(); // folded here, and not when the cursor moves, because this may take a long time
            } else if (tally.hasWork()) {
                tally.work();
            } else if (current != null) {
                current.countOn();
            }
        } catch (PlayheadException e) {
            tally.giveUp();
            search = null;
            say(String.valueOf(e.getMessage()));
        }
    }

    private void look(TravelSearch current) {
        RecordedEvent found = current.look(lastSequence());
        if (found != null) {
            cursor.jumpToEvent(found.id());
            moved();
        } else if (!current.isFinding()) {
            if (turning && current.isOnward()) {
                current.find(false, cursor.sequence());
            } else {
                say(current.nothingFound(turning, event()));
            }
        }
    }

    /** {@return the maximum wait for a key before {@link #tick} or {@link #work} is called, in milliseconds} */
    long waitMillis() {
        if (hasWork()) {
            return 0;
        }
        long limit = FOLLOW_NANOS / 2;
        return Math.min(limit, player.isPlaying() ? player.waitNanos() : limit) / 1_000_000;
    }

    /** {@return the name of the file, without its folder} */
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
