#pragma once

#include "figure/figure.hpp"
#include "theory/heat.hpp"

namespace coalesce::figure {

/// What a figure shows and is judged by.
enum class Kind {
    alignment,    ///< spheres, the residual against time, and the angle turned where E_max rotates
    sphere_heat,  ///< spheres, and azimuth histograms with the heat law
    circle_heat,  ///< angle histograms with the heat law and the distance to it
};

/// A figure of MS in fixed steps: the shipped scene it is simulated from, and how.
struct Spec {
    Kind kind = Kind::alignment;
    std::string_view name;                  ///< also the scene's: "ms1a"
    std::string_view title;                 ///< over the picture
    std::string_view source;                ///< "Fig. 1a"
    std::vector<double> panels{};           ///< times of the panels as fractions of `time.until`, rising from 0 to 1
    std::vector<Assignment> assignments{};  ///< laid over the scene before the user's own --set
    /// Why they are allowed, for FIGURE.json, from the scene as it ran; empty where that does not have them.
    std::string (*chosen)(const Scene&) = nullptr;
};

/// ms1a, ms1b, ms2 and ms3.
const std::vector<Spec>& specs();
/// "Bruno, Pasqualotto, Agazzi 2025, Fig. 1a"
std::string source_of(std::string_view figure);

/// The state at one panel's time.
struct Panel {
    Frame frame;
    double heat_w1 = 0;  ///< W1 in radians between the angles and the heat law; NaN where the law does not hold
};

/// Mean angle that tokens have turned in the plane of E_max since t = 0, radians.
struct Turned {
    double time, angle;
};

/// What a figure is drawn from.
struct Run {
    const Spec* spec = nullptr;
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
Run simulate(const Spec& spec, const SceneDocument& document, const Progress& progress);
/// Mean speed of turning over the last turn, or the last half of the run if that is shorter; radians per unit of time.
double measured_speed(const Run& run);
std::vector<Check> checks(const Run& run);
std::string to_json(const Run& run);

/// Throws InputError when the figure is about the heat law and that does not hold (a --set has changed the model).
std::unique_ptr<Figure> make_paper(const Spec& spec, const std::vector<Assignment>& set, Theme theme);

}  // namespace coalesce::figure
