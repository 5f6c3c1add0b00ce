/** Tests of event stores against the contract that every store must fulfill. */
module dev.playhead.storage.contract {
    requires transitive dev.playhead;
    requires org.assertj.core;
    requires static org.jspecify;
    requires transitive org.junit.jupiter.api;

    exports dev.playhead.storage.contract;

    opens dev.playhead.storage.contract to
            org.junit.platform.commons; // the tests are package-private
}
