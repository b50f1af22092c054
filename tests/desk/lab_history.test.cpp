#include "desk/lab_history.hpp"

#include <doctest/doctest.h>

using namespace coalesce;
using State = LabHistory::State;

TEST_CASE("parameters of a laboratory are undone and redone, a drag as one step") {
    LabHistory history;
    history.note({}, false);
    CHECK_FALSE(history.can_undo());
    history.note({"n=4"}, true);
    history.note({"n=8"}, true);
    history.note({"n=8"}, false);
    history.note({"n=8", "beta=3"}, false);
    CHECK(history.undo_name() == "beta");
    CHECK(history.undo() == State{"n=8"});
    CHECK(history.undo_name() == "n");
    CHECK(history.redo_name() == "beta");
    // The state that was undone to is noted by the next frame, and is no change.
    history.note({"n=8"}, false);
    CHECK(history.undo() == State{});
    CHECK_FALSE(history.can_undo());
    CHECK(history.redo() == State{"n=8"});
    // A new change cuts what could be redone.
    history.note({"n=16"}, false);
    CHECK_FALSE(history.can_redo());
    CHECK(history.undo() == State{"n=8"});
}

TEST_CASE("a change of several parameters has no name, and the history an end") {
    LabHistory history;
    history.note({"n=2"}, false);
    history.note({"n=3", "beta=1"}, false);
    CHECK(history.undo_name().empty());
    for (int k = 0; k < 3 * static_cast<int>(LabHistory::most_states); ++k)
        history.note({"n=" + std::to_string(k + 10)}, false);
    std::size_t steps = 0;
    while (history.can_undo()) {
        history.undo();
        ++steps;
    }
    CHECK(steps == LabHistory::most_states - 1);
}
