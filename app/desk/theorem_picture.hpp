#pragma once

#include <span>
#include <string>

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/model/scene.hpp"
#include "coalesce/observe/measurement.hpp"

namespace coalesce {

/// The picture of a theorem: this run held against it, theory red and measurement blue; or, where the run has no data
/// for it, a sketch computed from its formula.
struct TheoremPicture {
    chart::Chart chart;
    std::string caption;  ///< what is seen
    bool sketch = false;  ///< it shows no run
};

/// Data from which a picture is made.
struct TheoremRun {
    const Scene& scene;  ///< with the model that moves the tokens now
    const Frame& frame;
    std::span<const Measurement> rows;  ///< of the whole run
    bool log_time = false;
    Theme theme = Theme::dark;
};

/// Makes the sketch of a row.
TheoremPicture theorem_sketch(const std::string& name, const Scene& scene, Theme theme);

}  // namespace coalesce
