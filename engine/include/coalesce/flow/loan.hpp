#pragma once

#include <cstdint>
#include <string>

namespace coalesce {

/// State of the vertex buffer that the window lends to the engine: says who may use it.
struct Loan {
    /// Owner of the buffer.
    enum class State {
        none,    ///< the engine has no buffer
        lent,    ///< the engine owns the buffer
        parked,  ///< the window owns it, with the tokens in it; the engine needs it back, or its contents
        unused,  ///< the window owns it; frames carry their tokens themselves
    };
    State state = State::none;   ///< owner
    bool wanted = false;         ///< parked: the engine waits for the buffer
    std::uint64_t sequence = 0;  ///< parked: sequence of the first frame whose tokens are in it
    std::string failure;         ///< why the engine could not use it; parked: it needs the tokens in it, by withdraw()
};

}  // namespace coalesce
