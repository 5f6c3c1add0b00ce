package dev.playhead.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.storage.spi.EventStore;
import dev.playhead.storage.spi.InMemoryEventStore;
import dev.playhead.storage.spi.StoreBatch;
import dev.playhead.storage.spi.StoreCheck;
import dev.playhead.storage.spi.StoreContents;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the tests of the contract detect faulty stores. */
class EventStoreContractTest {
    /** A faulty implementation of a method of a store. It may use a correct store. */
    private interface Wrong {
        Object answer(EventStore store, Object[] arguments);
    }

    /** A faulty method, and the test of the contract that must fail because of it. */
    private record Fault(String method, Wrong wrong, String test) {
        @Override
        public String toString() {
            return method + " fails " + test;
        }
    }

    private static final Object NOTHING = new Object();

    static List<Fault> faults() {
        return List.of(
                new Fault("contents", EventStoreContractTest::withoutTail, "shouldKeepATailThatExtendsBeyondABlock"),
                new Fault("contents", EventStoreContractTest::withoutBreaks, "shouldKeepBreaks"),
                new Fault("contents", (store, a) -> store.contents(-1), "shouldReturnOnlyContentsAfterASequence"),
                new Fault("version", (store, a) -> 1L, "shouldShowCommitsToReadersImmediately"),
                new Fault("quarantined", (store, a) -> 0L, "shouldQuarantineDamagedBlocks"),
                new Fault("headers", (store, a) -> List.of(), "shouldReturnHeadersOfConsecutiveBlocks"),
                new Fault("block", (store, a) -> Optional.of(StoreBlocks.block(0, 9)), "shouldReturnBlocksByteForByte"),
                new Fault("state", (store, a) -> Optional.empty(), "shouldKeepStates"),
                new Fault(
                        "index",
                        (store, a) -> Optional.of(new byte[] {7}),
                        "shouldReturnStoredIndexesUnchangedIfTheStoreKeepsIndexes"),
                new Fault("commit", (store, a) -> NOTHING, "shouldApplyAllPartsOfABatchInOneCommit"),
                new Fault("commit", EventStoreContractTest::evenByReaders, "shouldRejectWritesByReaders"),
                new Fault(
                        "commit", EventStoreContractTest::dropsOnly, "shouldNotReuseSequencesAfterEverythingIsDropped"),
                new Fault("maintain", (store, a) -> true, "shouldKeepEverythingThroughMaintenanceAndCompaction"),
                new Fault(
                        "verify",
                        (store, a) -> new StoreCheck(0, 0, 0, List.of(), List.of()),
                        "shouldFindNoProblemInASoundStore"),
                new Fault("sizeBytes", (store, a) -> 1L, "shouldThrowWhenClosed"),
                new Fault("close", (store, a) -> NOTHING, "shouldRefuseASecondWriter"));
    }

    private static Object withoutTail(EventStore store, Object[] arguments) {
        StoreContents all = store.contents((Long) arguments[0]);
        return new StoreContents(
                all.blocks(), List.of(), all.history(), all.sessions(), all.states(), all.gaps(), all.breaks());
    }

    private static Object withoutBreaks(EventStore store, Object[] arguments) {
        StoreContents all = store.contents((Long) arguments[0]);
        return new StoreContents(
                all.blocks(), all.tail(), all.history(), all.sessions(), all.states(), all.gaps(), List.of());
    }

    private static Object evenByReaders(EventStore store, Object[] arguments) {
        if (store.mode() == EventStore.Mode.WRITE) {
            store.commit((StoreBatch) arguments[0], (Boolean) arguments[1]);
        }
        return NOTHING;
    }

    private static Object dropsOnly(EventStore store, Object[] arguments) {
        store.commit(
                StoreBatch.builder()
                        .dropBefore(((StoreBatch) arguments[0]).dropBefore())
                        .build(),
                (Boolean) arguments[1]);
        return NOTHING;
    }

    /** The contract, applied to stores with the given fault. */
    private static final class FaultyStores extends EventStoreContract {
        private final InMemoryEventStore medium = InMemoryEventStore.create();
        private final Fault fault;

        FaultyStores(Fault fault) {
            medium.close();
            this.fault = fault;
        }

        @Override
        protected EventStore open(EventStore.Mode mode) {
            EventStore store = medium.reopen(mode);
            return (EventStore) Proxy.newProxyInstance(
                    EventStore.class.getClassLoader(),
                    new Class<?>[] {EventStore.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals(fault.method())) {
                            Object answer = fault.wrong().answer(store, arguments);
                            return answer == NOTHING ? null : answer;
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }
    }

    private static List<Method> tests() {
        List<Method> tests = new ArrayList<>();
        for (Method method : EventStoreContract.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                tests.add(method);
            }
        }
        return tests;
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldDetectFaultyStores(Fault fault) throws Exception {
        Method test = EventStoreContract.class.getDeclaredMethod(fault.test());

        assertThatThrownBy(() -> test.invoke(new FaultyStores(fault))).isInstanceOf(InvocationTargetException.class);
    }

    @Test
    void shouldPreventStoresFromOverridingTests() {
        assertThat(tests())
                .hasSizeGreaterThan(20)
                .allSatisfy(test -> assertThat(test.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED))
                        .as(test.getName())
                        .isZero());
    }
}
