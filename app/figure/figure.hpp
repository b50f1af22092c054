#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "flow/frame.hpp"
#include "model/scene.hpp"
#include "theory/heat.hpp"
#include "view/image.hpp"

namespace coalesce::figure {

/// What a figure shows and is judged by.
enum class Kind {
    alignment,    ///< spheres, the residual against time, and the angle turned where E_max rotates
    sphere_heat,  ///< spheres, and azimuth histograms with the heat law
    circle_heat,  ///< angle histograms with the heat law and the distance to it
};

/// A figure of the paper: the shipped scene it is simulated from, and how.
struct Spec {
    Kind kind = Kind::alignment;
    std::string_view name;                  ///< also the scene's: "ms1a"
    std::string_view title;                 ///< over the picture
    std::string_view source;                ///< "Fig. 1a"
    std::vector<double> panels{};           ///< times of the panels as fractions of `time.until`, rising from 0 to 1
    std::vector<Assignment> assignments{};  ///< laid over the scene before the user's own --set
    std::string_view chosen{};              ///< why they are allowed, for FIGURE.json; empty when there are none
};

/// Those there are, in the paper's order.
const std::vector<Spec>& specs();
/// Throws InputError that lists the figures there are.
const Spec& find_spec(std::string_view name);

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
/// "Bruno, Pasqualotto, Agazzi 2025, Fig. 1a"
std::string source_of(const Spec& spec);
/// Throws InputError when the figure is about the heat law and that does not hold (a --set has changed the model).
void validate(const Spec& spec, const SceneDocument& document);
/// Simulates to `time.until` by whole steps; a panel is taken at the step nearest to its time.
/// @param progress  called with the fraction done
Run simulate(const Spec& spec, const SceneDocument& document, const std::function<void(double)>& progress);

/// Mean speed of turning over the last turn, or the last half of the run if that is shorter; radians per unit of time.
double measured_speed(const Run& run);

/// One condition of a figure's acceptance.
struct Check {
    std::string what;
    double value = 0, at_most = 0;
    bool pass() const { return value <= at_most; }
};
std::vector<Check> checks(const Run& run);
/// FIGURE.json.
std::string to_json(const Run& run, const std::vector<Check>& checks);

/// About 2400 pixels wide. Makes a GL context of its own. Throws RunError.
class Painter {
  public:
    explicit Painter(Theme theme);
    ~Painter();
    Painter(const Painter&) = delete;
    Painter& operator=(const Painter&) = delete;
    Image paint(const Run& run);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace coalesce::figure
