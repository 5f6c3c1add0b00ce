package dev.playhead.cli.travel;

import dev.playhead.cli.view.Viewport;

/** What is shown below the event, and which part of it. */
final class TravelPane {
    /** What it is. */
    enum Content {
        STATE,
        PAYLOAD,
        TYPES
    }

    private final boolean hasStates;
    private final Viewport viewport = new Viewport();
    private Content content;

    /** Begins with the state, if there are states. */
    TravelPane(boolean hasStates) {
        this.hasStates = hasStates;
        this.content = hasStates ? Content.STATE : Content.PAYLOAD;
    }

    Content content() {
        return content;
    }

    Viewport viewport() {
        return viewport;
    }

    /** Shows the next kind of content, from its first line on. */
    void turn() {
        content = switch (content) {
            case STATE -> Content.PAYLOAD;
            case PAYLOAD -> Content.TYPES;
            case TYPES -> hasStates ? Content.STATE : Content.PAYLOAD;
        };
        viewport.reset();
    }

    /** Shows another place: what changed in the state, or the first line of the others. */
    void arrive() {
        if (content == Content.STATE) {
            viewport.follow();
        } else {
            viewport.reset();
        }
    }
}
