#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coalesce/model/scene.hpp"
#include "coalesce/theory/comparison.hpp"

namespace coalesce {

/// One assumption of a limit theorem, held against a run.
struct Assumption {
    enum class Verdict {
        holds,
        fails,
        open,  ///< not asked, since another one fails
    };
    std::string text;   ///< with formulas (docs/formats.md, section 14): "positive $\beta$"
    std::string found;  ///< what the run has: "β = 30"; of a failing one about the state, the row's reason
    Verdict verdict = Verdict::open;
};

/// Returns the assumptions of the theorem whose row TheoryMonitor has made of this scene, in words and with what the
/// scene has, by the functions that decide the row. The last one, of theorems that are about a time, is about the
/// state. All hold exactly if the row is valid; empty for an unknown name.
/// @param row    of the run's present state
/// @param scene  with the model that moves the tokens now
std::vector<Assumption> assumptions(const Comparison& row, const Scene& scene);

}  // namespace coalesce
