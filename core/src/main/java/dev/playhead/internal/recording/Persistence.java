package dev.playhead.internal.recording;

import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.StoredSession;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The persistence of a buffer's events: none, a store that the buffer writes, or a store that the buffer follows while
 * another process writes it.
 *
 * <p><b>Threading.</b> Safe for any number of threads.
 */
sealed interface Persistence {
    /** Starts the background activity. */
    void start();

    /** Returns the interval of maintenance, in milliseconds; {@link Long#MAX_VALUE} for never. */
    long maintenanceMillis();

    /**
     * Updates the buffer with the events that another process has stored. Does nothing unless the buffer follows a
     * store. Called before the buffer is read.
     */
    void refresh();

    /**
     * If the buffer follows a store, calls {@link #refresh} and informs the owner of the buffer. Called at intervals. A
     * failure is reported once.
     */
    void maintain();

    /** Waits while the number of unstored bytes exceeds its limit. Called by recording threads, once per block. */
    void awaitRoom();

    /**
     * Frees memory, given the number of events in the open block. Returns the number of evicted events. Requires the
     * lock.
     */
    long freeMemory(int inOpen);

    /** Returns the number of cached bytes of the store. */
    long cacheBytes();

    /** Returns the states that were in the store when the buffer was last filled from it. */
    List<StoredState> states();

    /** Returns the bytes of a state in the store; empty if the state was dropped or is damaged. */
    Optional<byte[]> state(StoredState state);

    /** Returns the sessions of the store, oldest first. */
    List<StoredSession> sessions();

    /**
     * Returns a report of the condition of the store when it was opened or last salvaged; empty if there is no store.
     */
    Optional<RecoveryReport> recovery();

    /** Returns the last durable sequence, given the last recorded sequence; -1 if no event is durable. */
    long durableSequence(LongSupplier lastSequence);

    /**
     * Waits until the event with the given sequence is durable, if the durability mode requires this of every event.
     */
    void awaitDurable(long sequence);

    /** Returns whether the calling thread is the writer thread. */
    boolean isWriterThread();

    /** Makes everything recorded so far durable. */
    void flush();

    /** Stores the remaining events, and closes the store. */
    void close();

    /** No store: events are in memory only. */
    record InMemory(BufferState buffer) implements Persistence {
        @Override
        public void start() {}

        @Override
        public long maintenanceMillis() {
            return Long.MAX_VALUE;
        }

        @Override
        public void refresh() {}

        @Override
        public void maintain() {}

        @Override
        public void awaitRoom() {}

        @Override
        public long freeMemory(int inOpen) {
            return buffer.retention.shed(inOpen);
        }

        @Override
        public long cacheBytes() {
            return 0;
        }

        @Override
        public List<StoredState> states() {
            return List.of();
        }

        @Override
        public Optional<byte[]> state(StoredState state) {
            return Optional.empty();
        }

        @Override
        public List<StoredSession> sessions() {
            return List.of();
        }

        @Override
        public Optional<RecoveryReport> recovery() {
            return Optional.empty();
        }

        @Override
        public long durableSequence(LongSupplier lastSequence) {
            return -1;
        }

        @Override
        public void awaitDurable(long sequence) {}

        @Override
        public boolean isWriterThread() {
            return false;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** A store, which this buffer either writes or follows. */
    abstract sealed class InStore implements Persistence {
        final BufferState state;
        final StoreReader reader;

        InStore(BufferState state, StoreReader reader) {
            this.state = state;
            this.reader = reader;
        }

        @Override
        public long freeMemory(int inOpen) {
            // The store keeps the events, so they can be read again.
            state.ring.page(state.ring.memoryBytes() / 2);
            reader.cache().clear();
            return 0;
        }

        @Override
        public long cacheBytes() {
            return reader.cache().bytes();
        }

        @Override
        public List<StoredState> states() {
            return reader.states();
        }

        @Override
        public Optional<byte[]> state(StoredState stored) {
            return reader.state(stored);
        }

        @Override
        public List<StoredSession> sessions() {
            return reader.sessions();
        }

        @Override
        public Optional<RecoveryReport> recovery() {
            return Optional.of(reader.recovery());
        }
    }

    /** A store that this buffer writes. */
    final class Writing extends InStore {
        private final StoreWriter writer;

        Writing(BufferState state, StoreReader reader, StoreWriter writer) {
            super(state, reader);
            this.writer = writer;
        }

        @Override
        public void start() {
            writer.start();
        }

        @Override
        public long maintenanceMillis() {
            return Long.MAX_VALUE; // the writer has its own thread
        }

        @Override
        public void refresh() {}

        @Override
        public void maintain() {}

        @Override
        public void awaitRoom() {
            writer.awaitRoom();
        }

        @Override
        public long durableSequence(LongSupplier lastSequence) {
            return writer.durableSequence();
        }

        @Override
        public void awaitDurable(long sequence) {
            writer.awaitDurable(sequence);
        }

        @Override
        public boolean isWriterThread() {
            return writer.isCurrentThread();
        }

        @Override
        public void flush() {
            writer.flush();
        }

        @Override
        public void close() {
            try {
                synchronized (state.lock) {
                    state.closeLast();
                    state.ended = true;
                }
                writer.close();
            } finally {
                if (!isWriterThread()) { // the writer thread closes the store itself, after its last commit
                    reader.close();
                }
            }
        }
    }

    /** A store that another process may be writing. */
    final class Following extends InStore {
        /** The interval at which the store is checked for new commits. */
        private static final long REFRESH_MILLIS = 100;

        private final BufferOwner owner;
        private boolean fails; // confined to the maintenance thread

        Following(BufferState state, StoreReader reader, BufferOwner owner) {
            super(state, reader);
            this.owner = owner;
        }

        @Override
        public void start() {}

        @Override
        public long maintenanceMillis() {
            return REFRESH_MILLIS;
        }

        @Override
        public void refresh() {
            reader.refresh(state.lock, state.ring, state.retention);
        }

        @Override
        public void maintain() {
            try {
                refresh();
            } catch (StoreException e) {
                if (e.reason() == StoreException.Reason.CLOSED) {
                    return; // the history was closed during the refresh
                }
                if (!fails) {
                    fails = true;
                    owner.storeFailed(e);
                }
                return;
            }
            if (fails) {
                fails = false;
                owner.storeResumed();
            }
            owner.refreshed();
        }

        @Override
        public void awaitRoom() {}

        @Override
        public long durableSequence(LongSupplier lastSequence) {
            return lastSequence.getAsLong();
        }

        @Override
        public void awaitDurable(long sequence) {}

        @Override
        public boolean isWriterThread() {
            return false;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            try {
                long last = lastPagedSequence();
                reader.folded(() -> owner.newStates(last, true).added());
            } finally {
                reader.close();
            }
        }

        private long lastPagedSequence() {
            synchronized (state.lock) {
                // Without tails, the stored events that are not sealed yet: they may change if the writer crashes.
                return state.ring.lastPagedSequence();
            }
        }
    }
}
