package dev.playhead.benchmarks;

/** What records events: Playhead, or a peer. */
interface Contender extends AutoCloseable {
    /** What one thread uses; called by that thread. */
    Lane lane();

    @Override
    void close();

    /** One thread's way into a contender. Only one class of it is loaded in a driver, so that calls cost nothing. */
    interface Lane {
        /** Makes the event of a number, with everything that it has to have before it is recorded. */
        Object make(int number);

        /** Records an event; the result depends on it, so that nothing can be left out. */
        long record(Object event);
    }

    /**
     * The contender of a name: {@code nothing}, {@code ring}, {@code jfr-memory}, {@code jfr-disk}, {@code chronicle}, or
     * {@code playhead} with further words: a payload, {@code rules}, {@code bus}, {@code file}.
     */
    static Contender of(String name) {
        String[] words = name.split(" ", -1);
        return switch (words[0]) {
            case "nothing" -> new NothingContender();
            case "ring" -> new RingContender();
            case "jfr-memory" -> new JfrContender(false);
            case "jfr-disk" -> new JfrContender(true);
            case "chronicle" -> new ChronicleContender();
            case "playhead" -> PlayheadContender.of(words);
            default -> throw new IllegalArgumentException("contender=" + name + " is none");
        };
    }
}
