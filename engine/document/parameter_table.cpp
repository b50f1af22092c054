#include <numbers>

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

using std::numbers::pi;
constexpr double nearest_camera = 1.05;  // radii; closer, the camera would be inside the sphere

using namespace declare;

void add_description(Table<SceneDocument>& table) {
    SceneDocument& document = table.document;
    table.add("name", "Name", text(document.scene.name).effect(Effect::view), "The scene's title.");
    table.add("note", "Note", text(document.scene.note).effect(Effect::view),
              "Says what to look at, and which choices the scene makes where its source leaves them open.");
    Parameter& dimension = table.add("dimension", "Dimension",
                                     whole(document.scene.dimension).range(2, 3).slider(2, 3).effect(Effect::new_cloud),
                                     "2 puts the tokens on the circle S^1, 3 on the sphere S^2.");
    dimension.set_with_others = [](SceneDocument& changed, const ParameterValue& value) {
        set_dimension(changed.scene, static_cast<int>(std::get<std::int64_t>(value)));
    };
}

void add_tokens(Table<SceneDocument>& table) {
    TokenSpec& tokens = table.document.scene.tokens;
    table.add("tokens.count", "Tokens",
              whole(tokens.count).range(1, 1e8).slider(100, 1e7).log().effect(Effect::new_cloud),
              "Number of tokens N, up to 10^8. The time of a step grows as N on the mesh and as N^2 with direct sums.");
    table.add("tokens.seed", "Seed",
              whole(tokens.seed).range(0, whole_doubles).slider(0, 100).effect(Effect::new_cloud),
              "Seed of the initial law and the noise: the same seed draws the same tokens, another seed others.");
    table.add("tokens.law", "Initial law", law(tokens.law).effect(Effect::new_cloud),
              "Distribution from which the tokens are drawn at time 0.");
}

void add_model(Table<SceneDocument>& table) {
    Model& model = table.document.scene.model;
    table.add("model.attention", "Attention", choice(model.attention),
              "Softmax divides the weights of every token by their sum; unnormalised leaves that out, so that tokens "
              "in dense regions move faster.");
    table.add("model.beta", "β", real(model.beta).range(0, largest_number).slider(0.1, 1000).log(),
              "Inverse temperature: tokens attend mostly to others within an angle of 1/√β, so a larger β sees finer "
              "structure and forms more clusters.");
    const auto entries_of = [](Matrix& member) {
        return matrix(member).range(-largest_number, largest_number).slider(-2, 2);
    };
    table.add("model.Q", "Q", entries_of(model.Q),
              "Query matrix: a token x asks with Qx, and its score with y is <Qx, Ky>.");
    table.add("model.K", "K", entries_of(model.K),
              "Key matrix: a token y answers with Ky, and its score with x is <Qx, Ky>.");
    table.add("model.V", "V", entries_of(model.V),
              "Value matrix: the mean of what a token attends to moves it by V; a negative V repels, a rotation makes "
              "tokens circle.");
    table.add(
        "model.noise", "Noise D", real(model.noise).range(0, largest_number).slider(0, 0.1).unit("rad²/time"),
        "Diffusion constant: every token also wanders at random, sqrt(2 D t) radians in time t, which blurs clusters.");
    table.add("model.causal", "Causal", flag(model.causal),
              "Token i attends only to tokens 1 to i, as in a language model that reads from left to right.");
}

void add_time(Table<SceneDocument>& table) {
    TimeSpec& time = table.document.scene.time;
    table.add("time.method", "Method", choice(time.method),
              "layer is the paper's normalised step, one layer of the network; rk4 follows the continuous flow more "
              "closely; adaptive chooses its own steps.");
    table.add("time.dt", "dt", real(time.dt).range(open(0), largest_number).slider(1e-4, 1).log().unit("time"),
              "Length of a time step: the strength of one layer.");
    table.add(
        "time.tolerance", "Step tolerance",
        real(time.tolerance).range(open(0), 1).slider(1e-10, 1e-2).log().unit("rad/time"),
        "Largest error of an angle by the adaptive method, per unit of time, or per step where steps are longer.");
    table.add("time.until", "Until", real(time.until).range(0, 1e300).slider(1, 1e4).log().unit("time"),
              "Time at which a run or a recording ends.");
    table.add("time.axis", "Time axis", choice(time.axis).effect(Effect::view),
              "Scale of time in plots and recordings; log shows fast and slow phases side by side.");
}

void add_solver(Table<SceneDocument>& table) {
    SolverSpec& solver = table.document.scene.solver;
    table.add("solver.method", "Solver", choice(solver.method),
              "direct sums over all pairs of tokens; mesh interpolates within the tolerance, in time proportional to "
              "the number of tokens, sums directly where that is faster, and is refused where rounding keeps it from "
              "the tolerance; auto takes the faster of the two, and direct where precision is double. The summary "
              "names the solver that was used.");
    table.add("solver.tolerance", "Field tolerance",
              real(solver.tolerance).range(open(0), 1).slider(1e-8, 1e-2).log().unit("‖V‖"),
              "Largest error of a velocity by the mesh solver, in units of the norm of V. The measured field_error is "
              "absolute, in radians per unit of time.");
    table.add("solver.precision", "Precision", choice(solver.precision),
              "Arithmetic of the field: float is faster, double is needed for slow motion; auto takes float while its "
              "error is below 1e-4.");
}

void add_events(Table<SceneDocument>& table) {
    table.add("events", "Events", events(table.document.scene.events),
              "What hands do to the tokens during the run, each at its time: push some along the sphere, add some, "
              "remove some.");
}

void add_camera(Table<SceneDocument>& table) {
    ViewState& view = table.document.view;
    table.add("view.theme", "Theme", choice(view.theme).effect(Effect::view),
              "Dark for a screen, light for a projector or print.");
    table.add(
        "view.colour_by", "Colour by", choice(view.colour_by).effect(Effect::view),
        "Quantity that the colour of a token shows: its cluster, its speed, its longitude at time 0, or its mass.");
    table.add("view.yaw", "Yaw", real(view.yaw).range(-1e6, 1e6).slider(-pi, pi).unit("rad").effect(Effect::view),
              "Longitude of the camera about the vertical axis.");
    table.add("view.pitch", "Pitch",
              real(view.pitch).range(-pi / 2, pi / 2).slider(-1.5, 1.5).unit("rad").effect(Effect::view),
              "Latitude of the camera above the equator.");
    table.add("view.distance", "Distance",
              real(view.distance).range(nearest_camera, 100).slider(1.5, 10).log().unit("radii").effect(Effect::view),
              "Distance of the camera from the centre of the sphere.");
    table.add("view.pan", "Pan", pair(view.pan).range(-100, 100).slider(-2, 2).unit("radii").effect(Effect::view),
              "Shift of the picture to the right and upwards.");
    table.add("view.turntable", "Turntable",
              real(view.turntable).range(-20, 20).slider(-1, 1).unit("rad/s").effect(Effect::view),
              "Speed at which the camera circles the sphere; 0 keeps it still.");
}

void add_appearance(Table<SceneDocument>& table) {
    ViewState& view = table.document.view;
    table.add("view.tokens", "Tokens as", choice(view.tokens).effect(Effect::view),
              "sprites are lit balls, points are flat dots, density adds the light of all tokens; auto takes sprites "
              "up to 200 000 tokens and density beyond.");
    table.add("view.token_size", "Token size",
              real(view.token_size).range(0.01, 100).slider(0.25, 4).log().effect(Effect::view),
              "Factor on the size of a token; at 1 the size follows from the number of tokens.");
    table.add("view.opacity", "Opacity", real(view.opacity).range(0, 1).slider(0.05, 1).effect(Effect::view),
              "Opacity of a token; a lower one shows how densely tokens overlap.");
    table.add("view.trails", "Trails",
              whole(view.trails).range(0, 1000).slider(0, 100).unit("steps").effect(Effect::view),
              "Length of the trail behind every token; 0 draws none.");
    table.add("view.shell", "Sphere", flag(view.shell).effect(Effect::view),
              "Draws the glassy sphere that the tokens live on.");
    table.add("view.surface", "Surface", choice(view.surface).effect(Effect::view),
              "Paints a density on the sphere, smoothed by a kernel of width 1/√β: tokens paints that of the tokens, "
              "theory the solution of the heat equation.");
    table.add("view.graticule", "Graticule", flag(view.graticule).effect(Effect::view),
              "Draws circles of latitude and longitude, 15° apart.");
    table.add(
        "view.leading_space", "E_max", flag(view.leading_space).effect(Effect::view),
        "Draws the points or the great circle that the alignment phase leads to, the leading eigenspace of V K^T Q.");
    table.add("view.hud", "Readout", flag(view.hud).effect(Effect::view),
              "Shows time, speed and solver in a corner of the view.");
}

void add_analysis(Table<SceneDocument>& table) {
    ViewState& view = table.document.view;
    table.add("view.theory", "Theory", flag(view.theory).effect(Effect::view),
              "Draws the theoretical prediction in red over what is measured.");
    table.add("view.linking_angle", "Linking angle",
              real(view.linking_angle).range(0, pi).slider(0, 1).unit("rad").zero("automatic").effect(Effect::view),
              "Tokens closer than this angle count as one cluster; 0 counts the groups that the eye tells apart, even "
              "if a chain of loose tokens joins them.");
    table.add("view.histogram_bins", "Histogram bins",
              whole(view.histogram_bins).range(4, 10000).slider(18, 360).effect(Effect::view),
              "Number of bars in the histograms.");
}

}  // namespace

std::span<const Parameter> parameters() {
    static const std::vector<Parameter> all = [] {
        declare::Table<SceneDocument> table;
        add_description(table);
        add_tokens(table);
        add_model(table);
        add_time(table);
        add_solver(table);
        add_events(table);
        add_camera(table);
        add_appearance(table);
        add_analysis(table);
        return table.entries;
    }();
    return all;
}

}  // namespace coalesce
