//! What an administrator imports for maps, and what of it reaches whom.

use std::fs;

use reqwest::{Method, header};
use serde_json::{Value, json};

use crate::world::{Outcome, Reply, Site, Window, XIANGYANG, kept};

/// A box around a place near Xiangyang, as map programs write an area.
fn area(property: &str, code: &str, west: f64, south: f64) -> Value {
    let (east, north) = (west + 0.5, south + 0.4);
    json!({
        "type": "Feature",
        "properties": { property: code },
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
        },
    })
}

fn geojson(site: &Site, features: &[Value]) -> String {
    let text = json!({ "type": "FeatureCollection", "features": features });
    file(site, "outlines.json", text.to_string().as_bytes())
}

fn file(site: &Site, name: &str, bytes: &[u8]) -> String {
    let path = site.ground().join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// An archive whose four parts lie one behind the other; pages would find no tile in it.
fn archive() -> Vec<u8> {
    let mut bytes = vec![0; 127];
    bytes[..8].copy_from_slice(b"PMTiles\x03");
    let mut at = 127u64;
    for (number, length) in [(8, 40u64), (24, 30), (40, 20), (56, 1000)] {
        bytes[number..number + 8].copy_from_slice(&at.to_le_bytes());
        bytes[number + 8..number + 16].copy_from_slice(&length.to_le_bytes());
        at += length;
    }
    bytes.extend((0..at - 127).map(|n| (n % 251) as u8));
    bytes
}

fn shown(window: &Window) -> Vec<String> {
    let outlines = window.get("outlines").json();
    let features = outlines["features"].as_array().unwrap().iter();
    features
        .map(|one| one["properties"]["code"].as_str().unwrap().to_owned())
        .collect()
}

fn part(window: &Window, path: &str, range: &str) -> Reply {
    let request = window.request(Method::GET, &format!("api/{path}"));
    window.send(request.header(header::RANGE, range))
}

#[test]
fn without_anything_imported_both_ends_answer_none() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "周明");
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    for window in [Window::of(&laptop), county] {
        assert_eq!(window.get("settings").json(), json!({ "basemap": null }));
        assert_eq!(shown(&window), [""; 0]);
        let refused = window.get("basemap.pmtiles").refused();
        assert_eq!(refused, (404, "no_file".into()));
    }
}

#[test]
fn outlines_are_shown_to_those_who_answer_for_them() {
    let site = Site::xiangyang();
    site.stop();
    let features = [
        area("code", "420600", 110.8, 31.2),
        area("adcode", XIANGYANG.county, 111.2, 31.8),
        area("code", XIANGYANG.other_county, 111.9, 31.6),
        area("code", XIANGYANG.township, 111.3, 31.9),
    ];
    let path = geojson(&site, &features);
    let before = kept(site.folder());
    let rehearsed = site.json(&["import", "outlines", &path]);
    assert_eq!(
        (&rehearsed["new"], &rehearsed["applied"]),
        (&json!(4), &json!(false))
    );
    assert_eq!(kept(site.folder()), before, "a rehearsal writes nothing");
    let apply = ["import", "outlines", &path, "--apply"];
    assert_eq!(site.json(&apply)["new"], 4);
    assert_eq!(site.json(&apply)["unchanged"], 4);
    site.start();

    let full = |code: &str| format!("{code:0<12}");
    let city = Window::at(&site, "4206", "city_hq", "赵局");
    assert_eq!(shown(&city).len(), 4);
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    assert_eq!(
        shown(&county),
        [full(XIANGYANG.county), full(XIANGYANG.township)]
    );
    let station = Window::at(&site, XIANGYANG.township, "officer", "周明");
    assert_eq!(shown(&station), [full(XIANGYANG.township)]);
    let other = Window::at(&site, XIANGYANG.other_county, "county_coord", "刘洋");
    assert_eq!(shown(&other), [full(XIANGYANG.other_county)]);
    let first = county.get("outlines").json()["features"][0].clone();
    assert_eq!(first["properties"]["level"], "county");
    assert_eq!(first["properties"]["name"], "谷城县");
    assert_eq!(
        first["geometry"]["coordinates"][0][0][0],
        json!([111.2, 31.8])
    );
    let nobody = Window::on(&site.url());
    assert_eq!(nobody.get("outlines").refused().0, 401);
}

#[test]
fn wrong_outlines_are_named_and_the_good_ones_taken_when_asked() {
    let site = Site::xiangyang();
    site.stop();
    let mut bow = area("QHDM", "420682", 111.0, 32.0);
    let ring = &mut bow["geometry"]["coordinates"][0];
    let (second, third) = (ring[1].clone(), ring[2].clone());
    (ring[1], ring[2]) = (third, second);
    let mut line = area("QHDM", "420683", 111.0, 32.0);
    line["geometry"] =
        json!({ "type": "LineString", "coordinates": [[111.0, 32.0], [112.0, 32.0]] });
    let features = [
        area("QHDM", XIANGYANG.county, 111.2, 31.8),
        area("QHDM", "110000", 116.0, 39.0),
        bow,
        line,
        area("name", "谷城县", 111.0, 32.0),
        area("QHDM", "420684", 482_000.0, 3_558_000.0),
        area("QHDM", XIANGYANG.county, 111.2, 31.8),
    ];
    let path = geojson(&site, &features);
    let before = kept(site.folder());
    let import = [
        "import",
        "outlines",
        &path,
        "--code-property",
        "QHDM",
        "--apply",
    ];
    let Outcome { ok, out, err } = site.run(&import);
    assert!(!ok && err.contains("--accept-good"), "{err}");
    for said in [
        "line 2 wrong  110000",
        "line 3 wrong  420682000000",
        "crosses itself",
        "line 4 wrong",
        "MultiPolygon",
        "line 5 wrong",
        "--code-property",
        "line 6 wrong",
        "export in degrees",
        "line 7 wrong",
        "twice",
    ] {
        assert!(out.contains(said), "{said} is not in {out}");
    }
    assert_eq!(kept(site.folder()), before);
    let accepted = site.json(&[&import[..], &["--accept-good"]].concat());
    assert_eq!(
        (&accepted["new"], &accepted["wrong"]),
        (&json!(1), &json!(6))
    );
    let garbage = file(&site, "x.json", b"{ \"type\": ");
    let refused = site.run(&["import", "outlines", &garbage]).refused();
    assert!(refused.contains("GeoJSON"), "{refused}");
}

#[test]
fn a_tile_archive_is_read_in_parts_by_those_who_signed_in() {
    let site = Site::xiangyang();
    site.stop();
    let bytes = archive();
    let path = file(&site, "县.pmtiles", &bytes);
    let apply = ["import", "basemap", &path, "--apply"];
    site.json(&["import", "basemap", &path]);
    assert!(!site.folder().join("basemap.pmtiles").exists());
    assert_eq!(site.json(&apply)["new"], 1);
    assert_eq!(site.json(&apply)["unchanged"], 1);
    assert_eq!(
        site.json(&[&apply[..], &["--gcj02"]].concat())["changed"],
        1
    );
    site.start();
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let basemap = county.get("settings").json()["basemap"].clone();
    assert_eq!(
        (&basemap["kind"], &basemap["datum"]),
        (&json!("pmtiles"), &json!("gcj02"))
    );
    let url = basemap["url"]
        .as_str()
        .unwrap()
        .strip_prefix("/api/")
        .unwrap();
    let reply = part(&county, url, "bytes=100-199");
    assert_eq!((reply.status, &reply.body[..]), (206, &bytes[100..200]));
    let range = format!("bytes 100-199/{}", bytes.len());
    assert_eq!(reply.headers[header::CONTENT_RANGE], range.as_str());
    assert_eq!(part(&county, url, "bytes=9999999-").status, 416);
    assert_eq!(county.get(url).body, bytes);
    let nobody = Window::on(&site.url());
    assert_eq!(part(&nobody, url, "bytes=0-9").status, 401);
    assert!(!policy(&site).contains("http"), "nothing else is let in");
}

#[test]
fn what_is_no_base_map_leaves_the_old_one() {
    let site = Site::xiangyang();
    site.stop();
    let good = archive();
    let path = file(&site, "good.pmtiles", &good);
    site.json(&["import", "basemap", &path, "--apply"]);
    let before = kept(site.folder());
    let mut older = good.clone();
    older[7] = 2;
    for (bytes, why) in [
        (&b"PNG"[..], "no tile archive"),
        (&older, "version 3"),
        (&good[..900], "not whole"),
    ] {
        let path = file(&site, "bad.pmtiles", bytes);
        let refused = site.run(&["import", "basemap", &path, "--apply"]).refused();
        assert!(refused.contains(why), "{refused}");
    }
    for pattern in [
        "http://10.1.2.3/{z}/{x}.png",
        "http://10.1.2.3/{s}/{z}/{x}/{y}.png",
        "http://me:secret@10.1.2.3/{z}/{x}/{y}.png",
        "ftp://10.1.2.3/{z}/{x}/{y}.png",
    ] {
        let refused = site
            .run(&["import", "basemap", pattern, "--apply"])
            .refused();
        assert!(refused.contains("should be like"), "{refused}");
    }
    assert_eq!(kept(site.folder()), before);
}

#[test]
fn a_tile_address_is_the_only_one_that_pages_may_load_from() {
    let site = Site::xiangyang();
    site.stop();
    let pattern = "http://10.1.2.3:8080/tiles/{z}/{x}/{y}.png";
    site.json(&["import", "basemap", pattern, "--apply"]);
    site.start();
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let basemap = json!({ "kind": "raster", "url": pattern, "datum": "wgs84" });
    assert_eq!(county.get("settings").json()["basemap"], basemap);
    let policy = policy(&site);
    assert_eq!(
        policy.matches("http://10.1.2.3:8080").count(),
        2,
        "{policy}"
    );
}

/// What the pages of the office may load.
fn policy(site: &Site) -> String {
    let window = Window::on(&site.url());
    let page = window.send(window.request(Method::GET, "../"));
    let policy = &page.headers[header::CONTENT_SECURITY_POLICY];
    policy.to_str().unwrap().to_owned()
}
