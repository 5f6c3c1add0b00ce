package dev.playhead.benchmarks.contender;

/** Records nothing: the control, which shows what loops, waits and the machine cost by themselves. */
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
