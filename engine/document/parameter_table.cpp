#include <numbers>
#include <utility>

#include "coalesce/document/scene_parameters.hpp"
#include "model/declare.hpp"
#include "model/law_check.hpp"

namespace coalesce {

// Words of the scene file, in the order of the enumerators.
template <>
constexpr std::array<std::string_view, 3> words<Method>{"layer", "rk4", "adaptive"};
template <>
constexpr std::array<std::string_view, 2> words<TimeAxis>{"linear", "log"};
template <>
constexpr std::array<std::string_view, 3> words<Solver>{"auto", "direct", "mesh"};
template <>
constexpr std::array<std::string_view, 3> words<Precision>{"auto", "float", "double"};
template <>
constexpr std::array<std::string_view, 2> words<Theme>{"dark", "light"};
template <>
constexpr std::array<std::string_view, 4> words<ColourBy>{"cluster", "speed", "longitude", "mass"};
template <>
constexpr std::array<std::string_view, 3> words<Surface>{"none", "tokens", "theory"};
template <>
constexpr std::array<std::string_view, 4> words<TokenStyle>{"auto", "sprites", "points", "density"};

namespace {

constexpr double pi = std::numbers::pi;
constexpr double whole_doubles = 9007199254740992;  // 2^53: every JSON reader keeps whole numbers up to it

template <class Access>
Parameter declare(ParameterSpec spec, Access access) {
    return declare_parameter<SceneDocument>(std::move(spec), access);
}

Parameter dimension_parameter() {
    Parameter parameter = declare(
        {.key = "dimension",
         .label = "Dimension",
         .minimum = 2,
         .maximum = 3,
         .slider_from = 2,
         .slider_to = 3,
         .help = "2 puts the tokens on the circle S^1, 3 on the sphere S^2.",
         .effect = Effect::new_cloud},
        [](auto& d) -> auto& { return d.scene.dimension; });
    parameter.set = [](SceneDocument& document, const ParameterValue& value) {
        set_dimension(document.scene, static_cast<int>(std::get<std::int64_t>(value)));
    };
    return parameter;
}

void add_description(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "name", .label = "Name", .help = "The scene's title.", .effect = Effect::view},
        [](auto& d) -> auto& { return d.scene.name; }));
    all.push_back(declare(
        {.key = "note",
         .label = "Note",
         .help = "Says what to look at, and which choices the scene makes where its source leaves them open.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.scene.note; }));
    all.push_back(dimension_parameter());
}

void add_tokens(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "tokens.count",
         .label = "Tokens",
         .minimum = 1,
         .maximum = 1e8,
         .slider_from = 100,
         .slider_to = 1e7,
         .logarithmic = true,
         .help =
             "Number of tokens N, up to 10^8. The time of a step grows as N on the mesh and as N^2 with direct sums.",
         .effect = Effect::new_cloud},
        [](auto& d) -> auto& { return d.scene.tokens.count; }));
    all.push_back(declare(
        {.key = "tokens.seed",
         .label = "Seed",
         .minimum = 0,
         .maximum = whole_doubles,
         .slider_from = 0,
         .slider_to = 100,
         .help = "Seed of the initial law and the noise: the same seed draws the same tokens, another seed others.",
         .effect = Effect::new_cloud},
        [](auto& d) -> auto& { return d.scene.tokens.seed; }));
    all.push_back(declare(
        {.key = "tokens.law",
         .label = "Initial law",
         .help = "Distribution from which the tokens are drawn at time 0.",
         .effect = Effect::new_cloud},
        [](auto& d) -> auto& { return d.scene.tokens.law; }));
}

void add_model(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "model.attention",
         .label = "Attention",
         .help = "Softmax divides the weights of every token by their sum; unnormalised leaves that out, so that "
                 "tokens in dense regions move faster."},
        [](auto& d) -> auto& { return d.scene.model.attention; }));
    all.push_back(declare(
        {.key = "model.beta",
         .label = "β",
         .minimum = 0,
         .maximum = largest_number,
         .slider_from = 0.1,
         .slider_to = 1000,
         .logarithmic = true,
         .help = "Inverse temperature: tokens attend mostly to others within an angle of 1/√β, so a larger β sees "
                 "finer structure and forms more clusters."},
        [](auto& d) -> auto& { return d.scene.model.beta; }));
    const auto matrix = [](std::string_view key, std::string_view label, std::string_view help) {
        return ParameterSpec{.key = key,
                             .label = label,
                             .minimum = -largest_number,
                             .maximum = largest_number,
                             .slider_from = -2,
                             .slider_to = 2,
                             .help = help};
    };
    all.push_back(declare(
        matrix("model.Q", "Q", "Query matrix: a token x asks with Qx, and its score with y is <Qx, Ky>."),
        [](auto& d) -> auto& { return d.scene.model.Q; }));
    all.push_back(declare(
        matrix("model.K", "K", "Key matrix: a token y answers with Ky, and its score with x is <Qx, Ky>."),
        [](auto& d) -> auto& { return d.scene.model.K; }));
    all.push_back(declare(
        matrix("model.V", "V",
               "Value matrix: the mean of what a token attends to moves it by V; a negative V repels, "
               "a rotation makes tokens circle."),
        [](auto& d) -> auto& { return d.scene.model.V; }));
    all.push_back(declare(
        {.key = "model.noise",
         .label = "Noise D",
         .minimum = 0,
         .maximum = largest_number,
         .slider_from = 0,
         .slider_to = 0.1,
         .unit = "rad²/time",
         .help = "Diffusion constant: every token also wanders at random, sqrt(2 D t) radians in "
                 "time t, which blurs clusters."},
        [](auto& d) -> auto& { return d.scene.model.noise; }));
    all.push_back(declare(
        {.key = "model.causal",
         .label = "Causal",
         .help = "Token i attends only to tokens 1 to i, as in a language model that reads from left "
                 "to right."},
        [](auto& d) -> auto& { return d.scene.model.causal; }));
}

void add_time(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "time.method",
         .label = "Method",
         .help = "layer is the paper's normalised step, one layer of the network; rk4 follows the continuous flow more "
                 "closely; adaptive chooses its own steps."},
        [](auto& d) -> auto& { return d.scene.time.method; }));
    all.push_back(declare(
        {.key = "time.dt",
         .label = "dt",
         .minimum = 0,
         .maximum = largest_number,
         .open_minimum = true,
         .slider_from = 1e-4,
         .slider_to = 1,
         .logarithmic = true,
         .unit = "time",
         .help = "Length of a time step: the strength of one layer."},
        [](auto& d) -> auto& { return d.scene.time.dt; }));
    all.push_back(declare(
        {.key = "time.tolerance",
         .label = "Step tolerance",
         .minimum = 0,
         .maximum = 1,
         .open_minimum = true,
         .slider_from = 1e-10,
         .slider_to = 1e-2,
         .logarithmic = true,
         .unit = "rad/time",
         .help =
             "Largest error of an angle by the adaptive method, per unit of time, or per step where steps are longer."},
        [](auto& d) -> auto& { return d.scene.time.tolerance; }));
    all.push_back(declare(
        {.key = "time.until",
         .label = "Until",
         .minimum = 0,
         .maximum = 1e300,
         .slider_from = 1,
         .slider_to = 1e4,
         .logarithmic = true,
         .unit = "time",
         .help = "Time at which a run or a recording ends."},
        [](auto& d) -> auto& { return d.scene.time.until; }));
    all.push_back(declare(
        {.key = "time.axis",
         .label = "Time axis",
         .help = "Scale of time in plots and recordings; log shows fast and slow phases side by side.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.scene.time.axis; }));
}

void add_solver(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "solver.method",
         .label = "Solver",
         .help =
             "direct sums over all pairs of tokens; mesh interpolates within the tolerance, in time proportional to "
             "the number of tokens, sums directly where that is faster, and is refused where rounding keeps it "
             "from the tolerance; auto takes the faster of the two, and direct where precision is double. The "
             "summary names the solver that was used."},
        [](auto& d) -> auto& { return d.scene.solver.method; }));
    all.push_back(declare(
        {.key = "solver.tolerance",
         .label = "Field tolerance",
         .minimum = 0,
         .maximum = 1,
         .open_minimum = true,
         .slider_from = 1e-8,
         .slider_to = 1e-2,
         .logarithmic = true,
         .unit = "‖V‖",
         .help = "Largest error of a velocity by the mesh solver, in units of the norm of V. The measured field_error "
                 "is absolute, in radians per unit of time."},
        [](auto& d) -> auto& { return d.scene.solver.tolerance; }));
    all.push_back(declare(
        {.key = "solver.precision",
         .label = "Precision",
         .help = "Arithmetic of the field: float is faster, double is needed for slow motion; auto "
                 "takes float while its error is below 1e-4."},
        [](auto& d) -> auto& { return d.scene.solver.precision; }));
}

void add_camera(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "view.theme",
         .label = "Theme",
         .help = "Dark for a screen, light for a projector or print.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.theme; }));
    all.push_back(declare(
        {.key = "view.colour_by",
         .label = "Colour by",
         .help = "Quantity that the colour of a token shows: its cluster, its speed, its longitude at "
                 "time 0, or its mass.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.colour_by; }));
    all.push_back(declare(
        {.key = "view.yaw",
         .label = "Yaw",
         .minimum = -1e6,
         .maximum = 1e6,
         .slider_from = -pi,
         .slider_to = pi,
         .unit = "rad",
         .help = "Longitude of the camera about the vertical axis.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.yaw; }));
    all.push_back(declare(
        {.key = "view.pitch",
         .label = "Pitch",
         .minimum = -pi / 2,
         .maximum = pi / 2,
         .slider_from = -1.5,
         .slider_to = 1.5,
         .unit = "rad",
         .help = "Latitude of the camera above the equator.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.pitch; }));
    all.push_back(declare(
        {.key = "view.distance",
         .label = "Distance",
         .minimum = 1.05,  // nearer, the camera would be inside the sphere
         .maximum = 100,
         .slider_from = 1.5,
         .slider_to = 10,
         .logarithmic = true,
         .unit = "radii",
         .help = "Distance of the camera from the centre of the sphere.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.distance; }));
    all.push_back(declare(
        {.key = "view.pan",
         .label = "Pan",
         .minimum = -100,
         .maximum = 100,
         .slider_from = -2,
         .slider_to = 2,
         .unit = "radii",
         .help = "Shift of the picture to the right and upwards.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.pan; }));
    all.push_back(declare(
        {.key = "view.turntable",
         .label = "Turntable",
         .minimum = -20,
         .maximum = 20,
         .slider_from = -1,
         .slider_to = 1,
         .unit = "rad/s",
         .help = "Speed at which the camera circles the sphere; 0 keeps it still.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.turntable; }));
}

void add_appearance(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "view.tokens",
         .label = "Tokens as",
         .help = "sprites are lit balls, points are flat dots, density adds the light of all tokens; auto takes "
                 "sprites up to 200 000 tokens and density beyond.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.tokens; }));
    all.push_back(declare(
        {.key = "view.token_size",
         .label = "Token size",
         .minimum = 0.01,
         .maximum = 100,
         .slider_from = 0.25,
         .slider_to = 4,
         .logarithmic = true,
         .help = "Factor on the size of a token; at 1 the size follows from the number of tokens.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.token_size; }));
    all.push_back(declare(
        {.key = "view.opacity",
         .label = "Opacity",
         .minimum = 0,
         .maximum = 1,
         .slider_from = 0.05,
         .slider_to = 1,
         .help = "Opacity of a token; a lower one shows how densely tokens overlap.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.opacity; }));
    all.push_back(declare(
        {.key = "view.trails",
         .label = "Trails",
         .minimum = 0,
         .maximum = 1000,
         .slider_from = 0,
         .slider_to = 100,
         .unit = "steps",
         .help = "Length of the trail behind every token; 0 draws none.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.trails; }));
    all.push_back(declare(
        {.key = "view.shell",
         .label = "Sphere",
         .help = "Draws the glassy sphere that the tokens live on.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.shell; }));
    all.push_back(declare(
        {.key = "view.surface",
         .label = "Surface",
         .help =
             "Paints a density on the sphere, smoothed by a kernel of width 1/√β: tokens paints that of the tokens, "
             "theory the solution of the heat equation.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.surface; }));
    all.push_back(declare(
        {.key = "view.graticule",
         .label = "Graticule",
         .help = "Draws circles of latitude and longitude, 15° apart.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.graticule; }));
    all.push_back(declare(
        {.key = "view.leading_space",
         .label = "E_max",
         .help = "Draws the points or the great circle that the alignment phase leads to, the leading "
                 "eigenspace of V K^T Q.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.leading_space; }));
    all.push_back(declare(
        {.key = "view.hud",
         .label = "Readout",
         .help = "Shows time, speed and solver in a corner of the view.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.hud; }));
}

void add_analysis(std::vector<Parameter>& all) {
    all.push_back(declare(
        {.key = "view.theory",
         .label = "Theory",
         .help = "Draws the theoretical prediction in red over what is measured.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.theory; }));
    all.push_back(declare(
        {.key = "view.linking_angle",
         .label = "Linking angle",
         .minimum = 0,
         .maximum = pi,
         .slider_from = 0,
         .slider_to = 1,
         .unit = "rad",
         .zero = "automatic",
         .help = "Tokens closer than this angle count as one cluster; 0 counts the groups that the eye tells "
                 "apart, even if a chain of loose tokens joins them.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.linking_angle; }));
    all.push_back(declare(
        {.key = "view.histogram_bins",
         .label = "Histogram bins",
         .minimum = 4,
         .maximum = 10000,
         .slider_from = 18,
         .slider_to = 360,
         .help = "Number of bars in the histograms.",
         .effect = Effect::view},
        [](auto& d) -> auto& { return d.view.histogram_bins; }));
}

}  // namespace

std::span<const Parameter> parameters() {
    static const std::vector<Parameter> all = [] {
        std::vector<Parameter> table;
        add_description(table);
        add_tokens(table);
        add_model(table);
        add_time(table);
        add_solver(table);
        add_camera(table);
        add_appearance(table);
        add_analysis(table);
        return table;
    }();
    return all;
}

}  // namespace coalesce
