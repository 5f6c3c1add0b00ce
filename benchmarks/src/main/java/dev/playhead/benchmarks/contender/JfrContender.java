package dev.playhead.benchmarks.contender;

import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;

/** JDK Flight Recorder with one running recording of one event type, without stack traces. */
public final class JfrContender implements Contender {
    static final String NAME = "dev.playhead.benchmarks.contender.Tick";
    private static final long MAX_DISK_BYTES = 512L << 20;

    private final Recording recording = new Recording();

    /**
     * An event of Flight Recorder with the same content as the events of the other contenders. Its {@code commit}
     * method reads the clock.
     */
    @Name(NAME)
    @StackTrace(false)
    static final class TickEvent extends Event {
        String type;
        String source;
        String gridId;
        String rowId;
        String columnId;
        double oldValue;
        double newValue;

        TickEvent(Tick tick) {
            this.type = "cell:edit";
            this.source = "core";
            this.gridId = tick.gridId();
            this.rowId = tick.rowId();
            this.columnId = tick.columnId();
            this.oldValue = tick.oldValue();
            this.newValue = tick.newValue();
        }
    }

    JfrContender(boolean toDisk) {
        recording.enable(NAME).withoutStackTrace().withoutThreshold();
        recording.setToDisk(toDisk);
        if (toDisk) {
            recording.setMaxSize(MAX_DISK_BYTES);
        }
        recording.start();
    }

    public Recording recording() {
        return recording;
    }

    @Override
    public Lane lane() {
        return new Lane() {
            @Override
            public Object make(int number) {
                return new TickEvent(Payload.tick(number));
            }

            @Override
            public long record(Object event) {
                ((TickEvent) event).commit();
                return 0;
            }
        };
    }

    @Override
    public void close() {
        recording.stop();
        recording.close();
    }
}
