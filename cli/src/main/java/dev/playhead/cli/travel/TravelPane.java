package dev.playhead.cli.travel;

import dev.playhead.cli.view.Viewport;

/** The lower pane of the screen: the kind of content that it shows, and the visible part of this content. */
final class TravelPane {
    /** The kinds of content. */
    enum Content {
        STATE,
        PAYLOAD,
        TYPES
    }

    private final boolean hasStates;
    private final Viewport viewport = new Viewport();
    private Content content;

    /** Creates a pane that first shows the state, or the payload if there are no states. */
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

    /** Shows the next kind of content, from its first line. */
    void turn() {
        content = switch (content) {
            case STATE -> Content.PAYLOAD;
            case PAYLOAD -> Content.TYPES;
            case TYPES -> hasStates ? Content.STATE : Content.PAYLOAD;
        };
        viewport.reset();
    }

    /**
     * Adjusts the visible part after the cursor has moved to another event: to the changed part of the state, or to the
     * first line of other content.
     */
    void arrive() {
        if (content == Content.STATE) {
            viewport.follow();
        } else {
            viewport.reset();
        }
    }
}
