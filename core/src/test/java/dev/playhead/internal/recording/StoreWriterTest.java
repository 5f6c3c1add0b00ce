package dev.playhead.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.playhead.block.SealedBlock;
import dev.playhead.event.GridEvent;
import dev.playhead.event.SequenceRange;
import dev.playhead.internal.recording.CircularBuffer.Options;
import dev.playhead.storage.Durability;
import dev.playhead.storage.NotDurableException;
import dev.playhead.storage.RetentionPolicy;
import dev.playhead.storage.StoreException;
import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreContents;
import dev.playhead.storage.spi.StoredBlock;
import dev.playhead.timetravel.SnapshotManager.NewStates;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoreWriterTest {
    private static final int BEFORE = 1_500;
    private static final int MEANWHILE = 6_000;

    private final InMemoryEventStore store = InMemoryEventStore.create();
    private final List<StoreBatch> batches = new CopyOnWriteArrayList<>();
    private final List<Boolean> syncs = new CopyOnWriteArrayList<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean untidy;
    private volatile boolean full;
    private final AtomicBoolean armed = new AtomicBoolean();

    private EventStore watched() {
        return (EventStore) Proxy.newProxyInstance(
                EventStore.class.getClassLoader(), new Class<?>[] {EventStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        if (full) {
                            throw new StoreException(StoreException.Reason.FULL, "no space left", null);
                        }
                        batches.add((StoreBatch) arguments[0]);
                        syncs.add((Boolean) arguments[1]);
                    }
                    if (method.getName().equals("maintain")) {
                        rounds.incrementAndGet();
                        if (untidy) {
                            throw new OutOfMemoryError("no native memory left");
                        }
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void append(CircularBuffer buffer, int count) {
        for (long i = 0; i < count; i++) {
            buffer.append(GridEvent.of("t", Map.of("n", i)));
        }
    }

    private CircularBuffer buffer(EventStore to, Durability durability, BufferOwner owner) {
        return Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                event -> event,
                Clock.systemUTC(),
                System::nanoTime,
                new Options(true, false, null, new StoreConfig(to, durability, 1 << 20, Map.of()), owner)));
    }

    @Test
    void shouldSyncEventsInModeEveryEventEvenIfNoCallerWaits() {
        try (CircularBuffer buffer = buffer(watched(), Durability.EVERY_EVENT, new Buffers.Owner())) {
            batches.clear();
            syncs.clear();
            append(buffer, 1);
            await().until(() -> buffer.durableSequence() == 0);

            assertThat(batches).hasSize(1);
            assertThat(syncs).containsExactly(true);
            int before = rounds.get();
            await().until(() -> rounds.get() > before + 2);
            assertThat(batches).as("commits, none of them empty").hasSize(1);
        }
    }

    @Test
    void shouldStoreNothingIfItWasNeverStarted() {
        StoreConfig storing = new StoreConfig(watched(), Durability.INTERVAL, 1 << 20, Map.of());
        CircularBuffer buffer = new CircularBuffer(
                RetentionPolicy.unlimited(),
                event -> event,
                Clock.systemUTC(),
                System::nanoTime,
                new Options(true, false, null, storing, new Buffers.Owner()));

        assertThat(buffer.held().run().isEmpty()).isTrue();
        buffer.close();

        assertThat(batches).isEmpty();
        assertThat(store.reopen(EventStore.Mode.READ).contents(-1).sessions()).isEmpty();
    }

    /**
     * An owner that lists the failures and recoveries of the store and the losses of events that are reported to it.
     */
    private static class Listening extends Buffers.Owner {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void storeFailed(Throwable failure) {
            calls.add(failure.getMessage());
        }

        @Override
        public void storeResumed() {
            calls.add("resumed");
        }

        @Override
        public void lost(SequenceRange range, String why, @Nullable Throwable cause) {
            calls.add("lost " + range);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void shouldReportWhichEventsAreMissingWhenTheLastCommitFails(int unstored) {
        CircularBuffer buffer = buffer(watched(), Durability.ON_FLUSH, new Buffers.Owner());
        append(buffer, 30);
        buffer.flush();
        full = true;
        append(buffer, unstored);

        assertThatThrownBy(buffer::close)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no space left")
                .hasMessageContaining(
                        unstored == 0
                                ? "the end of the session could not be stored, although all of its events were"
                                : "was closed, but the events after sequence=29 could not be stored");
        assertThat(buffer.durableSequence()).isEqualTo(29);
    }

    @Test
    void shouldContinueStoringWhenTheMaintenanceOfTheStoreFails() {
        Listening owner = new Listening();
        try (CircularBuffer buffer = buffer(watched(), Durability.ON_FLUSH, owner)) {
            untidy = true;
            await().until(() -> owner.calls.size() == 1);
            append(buffer, 10);
            buffer.flush();
            assertThat(buffer.durableSequence()).isEqualTo(9);
            int before = rounds.get();
            await().until(() -> rounds.get() > before + 2);
            assertThat(owner.calls).hasSize(1);
            assertThat(owner.calls.get(0)).contains("store=memory", "no native memory left");
            untidy = false;
            await().until(() -> owner.calls.size() == 2);
            assertThat(owner.calls.get(1)).isEqualTo("resumed");
        }
    }

    @Test
    void shouldReportAdjacentLostBlocksAsOneRange() {
        Listening owner = new Listening();
        try (CircularBuffer buffer = buffer(watched(), Durability.ON_FLUSH, owner)) {
            full = true; // nothing is stored while events are appended
            append(buffer, 5_000);
            buffer.unstored().loseUnstored(0, -1);
            full = false;

            assertThat(owner.calls)
                    .filteredOn(calls -> calls.startsWith("lost"))
                    .containsExactly("lost " + new SequenceRange(0, 4_095));
        }
    }

    @Test
    void shouldFailWaitingCallersWhenTheWriterHasEnded() {
        RuntimeException broken = new IllegalStateException("listener failed");
        Listening owner = new Listening() {
            @Override
            public void storeFailed(Throwable failure) {
                super.storeFailed(failure);
                throw broken;
            }
        };
        CircularBuffer buffer = buffer(watched(), Durability.EVERY_EVENT, owner);
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, exception) -> {
            throw broken;
        });
        try {
            full = true;
            append(buffer, 1);

            assertThatThrownBy(buffer::flush).isInstanceOf(StoreException.class).hasRootCause(broken);
            assertThatThrownBy(() -> buffer.awaitDurable(0))
                    .isInstanceOf(NotDurableException.class)
                    .hasRootCause(broken);
            assertThatThrownBy(buffer::close)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("after sequence=-1");
            assertThat(owner.calls).containsExactly("no space left", "listener failed");
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    @Test
    void shouldLeaveBlocksThatBeginDuringACommitToTheNextCommit() {
        CircularBuffer[] filled = new CircularBuffer[1];
        Options options = new Options(
                true,
                false,
                null,
                new StoreConfig(watched(), Durability.ON_FLUSH, 1 << 20, Map.of()),
                new Buffers.Owner());
        try (CircularBuffer buffer = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                event -> {
                    // Simulates a thread that records many events while a commit seals blocks.
                    if (armed.compareAndSet(true, false)) {
                        append(filled[0], MEANWHILE);
                    }
                    return event;
                },
                Clock.systemUTC(),
                System::nanoTime,
                options))) {
            filled[0] = buffer;
            append(buffer, BEFORE);
            armed.set(true);

            buffer.flush();

            assertThat(armed).isFalse();
            assertThat(buffer.durableSequence()).isGreaterThanOrEqualTo(BEFORE - 1);
            assertThat(batches)
                    .flatExtracting(StoreBatch::tail)
                    .extracting(tail -> tail.sequence(0))
                    .allMatch(first -> first < BEFORE);

            buffer.flush();

            assertThat(buffer.durableSequence()).isEqualTo(BEFORE + MEANWHILE - 1);
        }
        try (CircularBuffer reopened = Buffers.started(new CircularBuffer(
                RetentionPolicy.unlimited(),
                event -> event,
                Clock.systemUTC(),
                System::nanoTime,
                new Options(
                        true,
                        false,
                        null,
                        new StoreConfig(store.reopen(EventStore.Mode.WRITE), Durability.ON_FLUSH, 1 << 20, Map.of()),
                        new Buffers.Owner())))) {
            assertThat(reopened.recovery().orElseThrow().isComplete()).isTrue();
            assertThat(LongStream.range(0, BEFORE + MEANWHILE))
                    .allMatch(sequence -> reopened.get(sequence).isPresent());
        }
    }

    /**
     * Simulates threads that record more events than the policy retains. They do this after a commit has sealed its
     * blocks, and before the commit plans which blocks to drop.
     */
    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"INTERVAL", "ON_FLUSH"})
    void shouldNotCountEventsRecordedBetweenSealingAndPlanningWhenDropping(Durability durability) {
        AtomicInteger meanwhile = new AtomicInteger();
        CircularBuffer[] filled = new CircularBuffer[1];
        BufferOwner owner = new Buffers.Owner() {
            @Override
            public NewStates newStates(long upTo, boolean last) {
                append(filled[0], meanwhile.getAndSet(0));
                return NewStates.NONE;
            }
        };
        RetentionPolicy thousand = RetentionPolicy.unlimited().withMaxCount(1_000);
        try (CircularBuffer buffer = Buffers.started(new CircularBuffer(
                thousand,
                event -> event,
                Clock.systemUTC(),
                System::nanoTime,
                new Options(true, false, null, new StoreConfig(store, durability, 1 << 20, Map.of()), owner)))) {
            filled[0] = buffer;
            append(buffer, 1_000);
            buffer.flush();
            meanwhile.set(MEANWHILE);
            buffer.flush();

            StoreContents crashed = store.contents(-1); // the contents that would remain after a crash
            long events = crashed.blocks().stream().mapToLong(StoredBlock::size).sum()
                    + crashed.tail().stream().mapToLong(SealedBlock::size).sum();
            assertThat(meanwhile).hasValue(0);
            assertThat(events).isGreaterThanOrEqualTo(1_000);
            assertThat(store.reopen(EventStore.Mode.READ).recovery().lastSequence())
                    .isEqualTo(buffer.durableSequence());
        }
    }
}
