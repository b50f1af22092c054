#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"
#include "coalesce/theory/heat.hpp"

namespace coalesce::studies {

/// A figure of MS in fixed steps: the shipped scene it is simulated from, and how.
struct PaperSpec {
    /// A kind decides which plots a figure has and which checks judge it.
    enum class Kind {
        alignment,    ///< spheres, the residual against time, and the angle turned where E_max rotates
        sphere_heat,  ///< spheres, and azimuth histograms with the heat law
        circle_heat,  ///< angle histograms with the heat law and the distance to it
    };
    Kind kind = Kind::alignment;
    std::string_view name;                  ///< also the scene's: "ms1a"
    std::string_view title;                 ///< over the picture
    std::string_view source;                ///< "Fig. 1a"
    std::vector<double> panels{};           ///< times of the panels as fractions of `time.until`, rising from 0 to 1
    std::vector<Assignment> assignments{};  ///< laid over the scene before the user's own --set
    /// Returns why they are allowed, for FIGURE.json, from the scene as it ran; empty where that does not have them.
    std::string (*chosen)(const Scene&) = nullptr;
};

/// ms1a, ms1b, ms2 and ms3.
const std::vector<PaperSpec>& paper_specs();
/// "Bruno, Pasqualotto, Agazzi 2025, Fig. 1a"
std::string source_of(std::string_view figure);
/// Loads the figure's scene with the user's assignments laid over it.
///
/// @throws InputError  for adaptive steps, for keys that the figure does not use, and when the figure is about the heat
///                     law and that does not hold (an assignment has changed the model)
SceneDocument paper_scene(const PaperSpec& spec, const std::vector<Assignment>& set);

/// A run in fixed steps, with all that its figure is drawn from.
struct PaperRun {
    /// The state at one panel's time.
    struct Panel {
        Frame frame;
        double heat_w1 = 0;  ///< W1 in radians between angles and heat law; NaN where the law does not hold
    };
    /// Mean angle that tokens have turned in the plane of E_max since t = 0, radians.
    struct Turned {
        double time, angle;
    };

    const PaperSpec* spec = nullptr;
    SceneDocument document;
    HeatTheory heat;
    LeadingSpace space;
    double predicted_speed = 0;  ///< rotation_speed
    std::vector<Panel> panels;
    std::vector<Measurement> series;
    std::vector<Turned> turned;
    std::uint64_t steps = 0;
    double seconds = 0;
};

/// Simulates to `time.until` by the steps that `run` takes, whatever is measured on the way; a panel is taken at the
/// step nearest to its time.
PaperRun compute_paper(const PaperSpec& spec, const SceneDocument& document, const Progress& progress);
/// Mean speed of turning over the last turn, or the last half of the run if that is shorter; radians per unit of time.
double measured_speed(const PaperRun& run);
Result result_of(const PaperRun& run);

}  // namespace coalesce::studies
