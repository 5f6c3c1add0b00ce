package dev.playhead.benchmarks.contender;

/**
 * A contender that records nothing. It serves as a control, which shows the cost of loops and waits, and the influence
 * of other load on the machine.
 */
final class NothingContender implements Contender {
    @Override
    public Lane lane() {
        return new Lane() {
            @Override
            public Object make(int number) {
                return Payload.RECORD.event(number);
            }

            @Override
            public long record(Object event) {
                return event == this ? 1 : 0;
            }
        };
    }

    @Override
    public void close() {}
}
