package dev.playhead.storage.spi;

import dev.playhead.block.SealedBlock;
import dev.playhead.block.StoredState;
import dev.playhead.storage.RecoveryReport;
import dev.playhead.storage.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;

/**
 * A store for tests. Selected operations of the store fail. The operations that read or write data are numbered from 0.
 */
public final class FaultyEventStore implements EventStore {
    private final EventStore store;
    private final LongPredicate fails;
    private final boolean afterwards;
    private final StoreException.Reason reason;
    private final AtomicLong operations = new AtomicLong();
    private volatile Runnable beforeClose = () -> {};

    /**
     * Wraps a store.
     *
     * @param store the store
     * @param reason the reason of the failures
     * @param afterwards whether a failing operation still takes effect
     * @param fails decides from the number of an operation whether this operation fails
     */
    public FaultyEventStore(EventStore store, StoreException.Reason reason, boolean afterwards, LongPredicate fails) {
        this.store = store;
        this.reason = reason;
        this.afterwards = afterwards;
        this.fails = fails;
    }

    /** Sets an action that runs just before the store is closed, after all other operations, and returns this store. */
    public FaultyEventStore beforeClose(Runnable action) {
        beforeClose = action;
        return this;
    }

    /** {@return the number of operations so far, including those that failed} */
    public long operations() {
        return operations.get();
    }

    private <T> T operation(Supplier<T> operation) {
        long number = operations.getAndIncrement();
        boolean failing = fails.test(number);
        T result = failing && !afterwards ? null : operation.get();
        if (failing) {
            throw new StoreException(reason, "operation=" + number + " fails, simulated by the test", null);
        }
        return result;
    }

    private void action(Runnable action) {
        operation(() -> {
            action.run();
            return true;
        });
    }

    @Override
    public String location() {
        return store.location();
    }

    @Override
    public List<Path> files() {
        return store.files();
    }

    @Override
    public Mode mode() {
        return store.mode();
    }

    @Override
    public RecoveryReport recovery() {
        return store.recovery();
    }

    @Override
    public StoreContents contents(long afterSequence) {
        return operation(() -> store.contents(afterSequence));
    }

    @Override
    public long version() {
        return operation(store::version);
    }

    @Override
    public long quarantined() {
        return operation(store::quarantined);
    }

    @Override
    public List<byte[]> headers(long fromSequence, int limit) {
        return operation(() -> store.headers(fromSequence, limit));
    }

    @Override
    public Optional<SealedBlock> block(StoredBlock block) {
        return operation(() -> store.block(block));
    }

    @Override
    public Optional<byte[]> state(StoredState state) {
        return operation(() -> store.state(state));
    }

    @Override
    public boolean keepsIndexes() {
        return store.keepsIndexes();
    }

    @Override
    public Optional<byte[]> index(StoredIndex index) {
        return operation(() -> store.index(index));
    }

    @Override
    public void commit(StoreBatch batch, boolean sync) {
        action(() -> store.commit(batch, sync));
    }

    @Override
    public boolean maintain() {
        return operation(store::maintain);
    }

    @Override
    public StoreCheck verify(LongConsumer onChecked) {
        return operation(() -> store.verify(onChecked));
    }

    @Override
    public void compact() {
        action(store::compact);
    }

    @Override
    public long sizeBytes() {
        return operation(store::sizeBytes);
    }

    /** Closes the store. No failure of this operation is simulated, so that tests can end. */
    @Override
    public void close() {
        try {
            beforeClose.run();
        } finally {
            store.close();
        }
    }
}
