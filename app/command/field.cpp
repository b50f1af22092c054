#include "field/field.hpp"

#include <filesystem>

#include "command/command.hpp"
#include "command/usage.hpp"
#include "model/error.hpp"
#include "model/npy.hpp"

namespace coalesce::command {

void add_field(CLI::App& root) {
    CLI::App* app = root.add_subcommand("field", "Write the velocities of the initial state");
    auto common = std::make_shared<Common>();
    auto out = std::make_shared<std::string>();
    common->add_to(*app);
    app->add_option("--out", *out, "The file to write: N×d, float64, tangent to the sphere at each token")
        ->type_name("FILE.npy")
        ->check(not_empty())
        ->required();
    app->footer("Example:\n  coalesce field ms2 --set tokens.count=1000 --out velocities.npy");
    app->callback([common, out] {
        if (std::filesystem::path(*out).extension() != ".npy")
            throw InputError("--out " + *out + ": found another ending, expected .npy");
        const Scene scene = common->load().scene;
        const Cloud cloud = draw(scene.tokens.law, scene.dimension, static_cast<std::size_t>(scene.tokens.count),
                                 static_cast<std::uint64_t>(scene.tokens.seed));
        Field field;
        make_solver(scene.solver)->evaluate(cloud, scene.model, field);
        Vectors velocity;
        velocities(cloud, scene.model, field, velocity);
        const auto d = static_cast<std::size_t>(cloud.dimension());
        std::vector<double> rows(cloud.size() * d);
        for (std::size_t i = 0; i < cloud.size(); ++i)
            for (std::size_t k = 0; k < d; ++k) rows[i * d + k] = velocity.axis(static_cast<int>(k))[i];
        write_npy(*out, rows, cloud.size(), d);
    });
}

}  // namespace coalesce::command
