// Arrays as numpy wrote them (tests/model/numpy/make.py), and archives that are damaged.
#include "coalesce/model/npz.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <fstream>

#include "coalesce/model/error.hpp"
#include "coalesce/model/law.hpp"
#include "coalesce/model/output.hpp"
#include "coalesce/model/token_file.hpp"

using namespace coalesce;

namespace {

const std::vector<double> rows{0.5, -1.25, 2, 3, 0.0625, -4, 5, 6, -0.75, -7, 8, 9.5};
const std::vector<double> masses{1, 2, 0.5, 4};
const std::vector<double> angles{0, 0.5, -2, 100.25};

std::string made(const std::string& name) {
    return COALESCE_SOURCE "/tests/model/numpy/" + name;
}

std::string bytes_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

NpzTokens parse(const std::string& bytes) {
    return parse_npz({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}, "x.npz");
}

std::string refusal(const std::string& bytes) {
    try {
        static_cast<void>(parse(bytes));
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

struct Folder {
    PrivateFolder own;
    std::filesystem::path path{own.path()};
};

}  // namespace

TEST_CASE("every order of bytes and of values, in half, single and double precision") {
    for (const char* order : {"little", "big"}) {
        for (const char* size : {"f2", "f4", "f8"}) {
            for (const char* layout : {"C", "F"}) {
                const std::string name = std::string(order) + "-" + size + "-" + layout + ".npy";
                CAPTURE(name);
                const NpyArray array = read_npy(made(name));
                CHECK(array.rows == 4);
                CHECK(array.columns == 3);
                CHECK(array.values == rows);
                const std::string bytes = bytes_of(made(name));
                const NpyArray parsed =
                    parse_npy({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()}, name);
                CHECK(parsed.values == rows);
                const TokenShape shape = read_token_shape(made(name));
                CHECK(shape.rows == 4);
                CHECK(shape.columns == 3);
                CHECK_FALSE(shape.angles);
            }
        }
    }
}

TEST_CASE("the largest, smallest and signed halves") {
    const NpyArray array = read_npy(made("half.npy"));
    // 1/3 in half precision is 0x3555: 1365/4096.
    CHECK(array.values ==
          std::vector<double>{65504, std::ldexp(1, -24), -std::ldexp(1, -14), 1365. / 4096, 0, 1 + std::ldexp(1, -10)});
    CHECK(std::signbit(array.values[4]));
}

TEST_CASE("a Fortran array longer than a chunk of the reader") {
    const Folder folder;
    const std::size_t count = 70'001;
    std::vector<double> columns(3 * count), wanted(3 * count);
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < 3; ++k)
            columns[k * count + i] = wanted[3 * i + k] = static_cast<double>(i) / 7 + static_cast<double>(k);
    write_npy(folder.path / "c.npy", columns, 3, count);
    // The same bytes are those of count×3 in Fortran order.
    std::string bytes = bytes_of((folder.path / "c.npy").string());
    bytes = replaced(bytes, "False, 'shape': (3,70001)", "True,  'shape': (70001,3)");
    std::ofstream(folder.path / "f.npy", std::ios::binary) << bytes;
    CHECK(read_npy(folder.path / "f.npy").values == wanted);
}

TEST_CASE("a number a token is an angle on the circle") {
    for (const char* name : {"angles.npy", "angles.npz"}) {
        CAPTURE(name);
        const TokenShape shape = read_token_shape(made(name));
        CHECK(shape.rows == 4);
        CHECK(shape.columns == 2);
        CHECK(shape.angles);
        CHECK(token_count(FileLaw{made(name)}, 2, 1) == 4);
        const Cloud cloud = draw(FileLaw{made(name)}, 2, 1, 1);
        REQUIRE(cloud.size() == 4);
        for (std::size_t i = 0; i < 4; ++i) CHECK(cloud.token(i) == Vec3{std::cos(angles[i]), std::sin(angles[i]), 0});
        CHECK_THROWS_WITH_AS(draw(FileLaw{made(name)}, 3, 1, 1),
                             (made(name) + ": found one number a token, an angle, expected 3 coordinates since "
                                           "dimension is 3")
                                 .c_str(),
                             InputError);
    }
    const Folder folder;
    const auto path = folder.path / "a.csv";
    std::ofstream(path) << "angle\n0\n1.5\n";
    CHECK(draw(FileLaw{path.string()}, 2, 1, 1).token(1) == Vec3{std::cos(1.5), std::sin(1.5), 0});
    write_npy(folder.path / "a.npy", std::vector<double>{1, NAN}, 2, 0);
    CHECK_THROWS_WITH_AS(read_tokens(folder.path / "a.npy"),
                         ((folder.path / "a.npy").string() + ": row 1: found an angle that is not finite").c_str(),
                         InputError);
}

TEST_CASE("archives, packed or not, give tokens and masses") {
    for (const char* name : {"stored.npz", "deflated.npz"}) {
        CAPTURE(name);
        const NpzTokens read = read_npz(made(name));
        CHECK(read.tokens.values == rows);
        CHECK(read.tokens.columns == 3);
        CHECK(read.masses == masses);
        CHECK(read_npz_header(made(name)).rows == 4);
        CHECK(parse(bytes_of(made(name))).masses == masses);
        const Cloud cloud = draw(FileLaw{made(name)}, 3, 1, 1);
        REQUIRE(cloud.weighted());
        for (std::size_t i = 0; i < 4; ++i) CHECK(cloud.mass(i) == doctest::Approx(masses[i] / 7.5).epsilon(1e-15));
    }
}

TEST_CASE("what is written is read back, exactly, and masses that sum to 1 are kept to the bit") {
    const Folder folder;
    const auto path = folder.path / "a.npz", again = folder.path / "b.npz";
    std::vector<double> directions, shares;
    for (int i = 0; i < 100; ++i) {
        directions.push_back(std::cos(i));
        directions.push_back(std::sin(i));
        shares.push_back(1 + 0.01 * i * i);
    }
    Cloud cloud(2, 100);
    cloud.set_masses(shares);
    const std::vector<double> scaled(cloud.masses().begin(), cloud.masses().end());
    write_npz(path, directions, 100, 2, scaled);
    write_npz(again, directions, 100, 2, scaled);
    CHECK(bytes_of(path.string()) == bytes_of(again.string()));
    const NpzTokens read = read_npz(path);
    CHECK(read.tokens.values == directions);
    CHECK(read.masses == scaled);
    const Cloud drawn = draw(FileLaw{path.string()}, 2, 1, 1);
    CHECK(std::vector<double>(drawn.masses().begin(), drawn.masses().end()) == scaled);
    CHECK_THROWS_AS(write_npz(folder.path / "none" / "a.npz", directions, 100, 2, scaled), RunError);
}

TEST_CASE("archives that are damaged, foreign or without tokens") {
    const std::string stored = bytes_of(made("stored.npz")), deflated = bytes_of(made("deflated.npz"));
    CHECK(refusal("") == "x.npz: found no array, expected an array named tokens");
    CHECK(refusal("no archive").starts_with("x.npz: is no .npz archive, or is damaged ("));
    CHECK(refusal(stored.substr(0, stored.size() / 2)).starts_with("x.npz: is no .npz archive, or is damaged ("));
    CHECK(refusal(bytes_of(made("nameless.npz"))) == "x.npz: found arr_0, arr_1, expected an array named tokens");
    // A changed bit of the values, which the checksum tells.
    std::string changed = stored;
    changed[changed.find("NUMPY") + 130] ^= 1;
    CHECK(refusal(changed) == "x.npz: tokens.npy: is damaged (CRC error)");
    // The packed array begins after its local header of 30 bytes, name and extra field of 20.
    changed = deflated;
    changed[changed.find("tokens.npy") + 10 + 20 + 40] ^= 0x55;
    CHECK(refusal(changed).starts_with("x.npz: tokens"));
    CHECK(refusal(replaced(stored, "'<f8'", "'<i8'")).find("tokens: found values of dtype '<i8'") != std::string::npos);
    CHECK(refusal(replaced(stored, "(4, 3)", "(5, 3)")).find("the header promises 5×3 values") != std::string::npos);
    CHECK(read_npz(made("angles.npz")).masses.empty());
    CHECK_THROWS_WITH_AS(read_tokens("none.npz"), "none.npz: no such file", InputError);
    CHECK_THROWS_AS(read_npz(std::filesystem::temp_directory_path()), InputError);
}

TEST_CASE("masses are one a token, positive and finite") {
    const Folder folder;
    const std::string path = (folder.path / "a.npz").string();
    const auto refused = [&](const std::vector<double>& wrong) {
        write_npz(path, std::vector<double>{1, 0, 0, 1}, 2, 2, wrong);
        try {
            read_npz(path);
        } catch (const InputError& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    CHECK(refused({1, 2}).empty());
    CHECK(refused({1, 0}) == path + ": masses: row 1: found 0, expected a number > 0 and ≤ 1e+100");
    CHECK(refused({-1, 1}) == path + ": masses: row 0: found -1, expected a number > 0 and ≤ 1e+100");
    CHECK(refused({1, NAN}).find("row 1: found nan") != std::string::npos);
    CHECK(refused({1, INFINITY}).find("row 1: found inf") != std::string::npos);
    CHECK(refusal(bytes_of(made("fewer.npz"))) ==
          "x.npz: masses: found 3×1 numbers for 4 tokens, expected one a token");
}
