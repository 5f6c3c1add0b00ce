package dev.playhead.cli.input;

import dev.playhead.EventHistory;
import dev.playhead.block.StoredState;
import dev.playhead.cli.Session;
import dev.playhead.event.SequenceRange;
import dev.playhead.filter.EventFilter;
import dev.playhead.grid.GridState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoreContents.HistoryPosition;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.storage.spi.StoredSession;
import dev.playhead.timetravel.IncompleteHistoryException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The details that a Playhead file contains in addition to its events. An event file has no such details.
 *
 * @param sessions the sessions, oldest first
 * @param position the position of the history
 * @param blocks the blocks and tails, for the times at which their events were recorded
 * @param ownStates the states that do not follow from the events
 * @param lost the number of events that were missing when the details were read
 * @param hasQuarantine whether damaged blocks are in quarantine
 */
public record StoredDetails(
        List<StoredSession> sessions,
        HistoryPosition position,
        List<StoredBlock> blocks,
        OwnStates ownStates,
        long lost,
        boolean hasQuarantine) {
    private static final StoredDetails NONE =
            new StoredDetails(List.of(), HistoryPosition.START, List.of(), OwnStates.NONE, 0, false);

    /** The states that do not follow from the events of a file. */
    public enum OwnStates {
        NONE,
        /** Only the grids before the first event; {@link #gridsBefore} reads these. */
        GRIDS,
        OTHERS
    }

    /** Reads the details of a file. */
    public static StoredDetails of(EventFile file) {
        if (!file.isStore()) {
            return NONE;
        }
        try (EventStore store = new PlayheadFile(file.name).store(EventStore.Mode.READ)) {
            StoreContents contents = store.contents(-1);
            RecoveryReport found = store.recovery();
            return new StoredDetails(
                    contents.sessions(),
                    contents.history(),
                    Stream.concat(
                                    contents.blocks().stream(),
                                    contents.tail().stream().map(tail -> StoredBlock.of(tail.header())))
                            .toList(),
                    ownStates(contents),
                    lost(contents.gaps()),
                    !found.quarantined().isEmpty());
        }
    }

    private static OwnStates ownStates(StoreContents contents) {
        boolean has = contents.history().evictedEvents() > 0;
        boolean hasOthers = !contents.allBreaks().isEmpty() || !contents.gaps().isEmpty();
        if (contents.states().isEmpty() || !(has || hasOthers)) {
            return OwnStates.NONE;
        }
        String grids = GridState.projection().name();
        boolean all = contents.states().stream()
                .map(StoredState::name)
                .allMatch(name -> name.equals(grids) || name.startsWith(grids + "/"));
        return all && !hasOthers ? OwnStates.GRIDS : OwnStates.OTHERS;
    }

    /**
     * Returns the grids before the first event of a file as plain data.
     *
     * @param file a file with {@link OwnStates#GRIDS}
     * @param session the session
     * @return the data; empty if the state cannot be read
     */
    public static Optional<Map<String, @Nullable Object>> gridsBefore(EventFile file, Session session) {
        try (PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
                EventHistory history = new PlayheadFile(file.name).read(session.withNotesTo(nowhere))) {
            // The query leaves out all events, so it returns the state before them.
            return Optional.of(history.timeline()
                    .whatIf(GridState.projection(), EventFilter.all())
                    .toData());
        } catch (IncompleteHistoryException e) {
            return Optional.empty();
        }
    }

    /**
     * {@return whether a part of the file is damaged}
     *
     * @param missing the missing events that were known after all events were read
     */
    public boolean isDamaged(MissingEvents missing) {
        return hasQuarantine || lost(missing.gaps()) > lost;
    }

    private static long lost(List<SequenceRange> gaps) {
        return gaps.stream().mapToLong(gap -> gap.last() - gap.first() + 1).sum();
    }

    /**
     * Returns the approximate time at which an event was recorded: the earliest time in its block for the first event
     * of the block, the latest time in the block for all other events.
     *
     * @param sequence the sequence of the event
     * @return the time in milliseconds since 1970; -1 if no block contains the event
     */
    public long recordedAtMillis(long sequence) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            StoredBlock block = blocks.get(middle);
            if (block.lastSequence() < sequence) {
                low = middle + 1;
            } else if (block.firstSequence() > sequence) {
                high = middle - 1;
            } else {
                return sequence == block.firstSequence() ? block.minRecordedAtMillis() : block.maxRecordedAtMillis();
            }
        }
        return -1;
    }
}
