#pragma once

#include <optional>
#include <string>

#include "coalesce/model/event.hpp"

namespace coalesce {

/// Selects what the mouse does to tokens in the picture. A click pins the token under it in the tools pick and push.
struct Hand {
    enum class Tool { pick, push, add, remove } tool = Tool::pick;
    double radius = 0.25;    ///< of the brush, radians
    int count = 100;         ///< tokens that one click adds
    std::int64_t drawn = 0;  ///< clicks that have added tokens: seeds of the next ones
    /// Tokens that are held while the button is down.
    struct Grip {
        TakenTokens tokens;
        Vec3 from, to;     ///< points of the sphere where the mouse was pressed and is now
        bool was_playing;  ///< the run goes on when they are let go
    };
    std::optional<Grip> grip;
    float travelled = 0;         ///< points that the mouse moved since it was pressed
    bool pressed = false;        ///< on the picture, by the left button
    bool waits = false;          ///< a click waits for a frame with copies of the tokens
    int cluster_waits = 0;       ///< the same of the key K: 1 for the next cluster, -1 for the one before, else 0
    bool clicked_token = false;  ///< the last click was on a token: a second one does not reset the camera
};

/// Describes an event: "2 tokens pushed by 12°", "100 tokens added".
std::string described(const Event& event);

}  // namespace coalesce
