"""Who applies in the demonstration, by city. Every name is invented; the districts are real places."""

from portal.demo.holders import Applicant, Organization, Person

DATONG_FIRST: tuple[Applicant, ...] = (
    Organization(101, "砺石重型装备有限公司", "矿山机械制造", "平城区"),
    Organization(102, "云中禾谷食品股份有限公司", "农副食品加工", "平城区"),
    Organization(103, "青栎家具有限公司", "家具制造", "平城区"),
    Organization(104, "采凉窑陶瓷有限公司", "陶瓷制品制造", "云冈区"),
    Organization(105, "星野新材料有限公司", "非金属矿物制品", "云冈区"),
    Organization(106, "塞北晴川物流有限公司", "道路货物运输", "云冈区"),
    Person("甲", "砺石重型装备有限公司", "质量部部长", "平城区"),
    Person("乙", "采凉窑陶瓷有限公司", "首席检验员", "云冈区"),
)

DATONG_PINGCHENG: tuple[Applicant, ...] = (
    Organization(111, "拾砚精密铸造有限公司", "黑色金属铸造", "平城区"),
    Organization(112, "鹿鸣湾乳业有限公司", "乳制品制造", "平城区"),
    Organization(103, "青栎家具有限公司", "家具制造", "平城区"),
    Organization(113, "桑干河水利机械有限公司", "通用设备制造", "平城区"),
    Organization(114, "平城示例职业技术学校", "职业教育", "平城区", public_institution=True),
    Person("丙", "拾砚精密铸造有限公司", "总工程师", "平城区"),
)
"""青栎家具 was a nominee in the first edition: nominees may apply again."""

DATONG_YUNZHOU: tuple[Applicant, ...] = (
    Organization(121, "萱谷黄花菜加工有限公司", "蔬菜加工", "云州区"),
    Organization(122, "云屿包装科技有限公司", "纸制品制造", "云州区"),
    Organization(123, "御河源饮品有限公司", "饮料制造", "云州区"),
    Person("丁", "萱谷黄花菜加工有限公司", "质量负责人", "云州区"),
)

DATONG_YUNGANG: tuple[Applicant, ...] = (
    Organization(131, "石窟里文创有限公司", "工艺美术品制造", "云冈区"),
    Organization(132, "口泉煤机维修有限公司", "专用设备修理", "云冈区"),
)

DATONG_HUNYUAN: tuple[Applicant, ...] = (
    Organization(141, "浑水源药材加工有限公司", "中药饮片加工", "浑源县"),
    Organization(142, "圆觉里凉粉食品有限公司", "淀粉及淀粉制品制造", "浑源县"),
)

TAIYUAN_FIRST: tuple[Applicant, ...] = (
    Organization(201, "汾上明钢制品有限公司", "钢压延加工", "万柏林区"),
    Organization(202, "双塔里印务有限公司", "印刷和记录媒介复制", "迎泽区"),
    Organization(203, "晋阳湖环境工程有限公司", "生态保护和环境治理", "晋源区"),
    Person("甲", "汾上明钢制品有限公司", "质量总监", "万柏林区"),
)

TAIYUAN_ACCEPTED: tuple[Applicant, ...] = (
    Organization(211, "砥石不锈钢深加工有限公司", "金属制品", "尖草坪区"),
    Organization(212, "青禾数衡信息技术有限公司", "软件和信息技术服务", "小店区"),
    Organization(213, "清源坊陈醋酿造有限公司", "调味品制造", "清徐县"),
    Organization(214, "柳巷里商贸连锁有限公司", "零售", "迎泽区", doubtful=True),
    Organization(215, "汾东轨道装备有限公司", "铁路运输设备制造", "小店区"),
    Organization(216, "天龙山文旅服务有限公司", "旅游服务", "晋源区"),
    Organization(217, "西铭矿用电气有限公司", "电气机械制造", "万柏林区"),
    Organization(218, "坪里小米加工有限公司", "农产品初加工", "阳曲县"),
    Person("乙丙丁", "汾东轨道装备有限公司", "制动系统质量攻关小组", "小店区"),
    Person("戊", "青禾数衡信息技术有限公司", "质量保证部经理", "小店区"),
)
"""The ninth entry is a joint one of three; the fourth carries a code whose checksum fails."""

TAIYUAN_LATE: tuple[Applicant, ...] = (
    Organization(221, "云顶高原食品有限公司", "农副食品加工", "娄烦县"),
    Organization(222, "西曲焦炉设备有限公司", "专用设备制造", "古交市"),
)

TAIYUAN_BEFORE: tuple[Applicant, ...] = (
    Organization(233, "尖山里钢管有限公司", "钢压延加工", "尖草坪区"),
    Organization(231, "迎泽里制冷设备有限公司", "制冷设备制造", "迎泽区"),
    Organization(232, "晋源稻花香米业有限公司", "谷物磨制", "晋源区"),
    Organization(213, "清源坊陈醋酿造有限公司", "调味品制造", "清徐县"),
)

XINZHOU_FIRST: tuple[Applicant, ...] = (
    Organization(331, "石岭关新型建材有限公司", "砖瓦制造", "忻府区"),
    Organization(332, "宁武高山黄芪有限公司", "中药材种植", "宁武县"),
)

XINZHOU_SECOND: tuple[Applicant, ...] = (
    Organization(333, "滹源重型锻压有限公司", "锻件制造", "定襄县"),
    Organization(302, "滹沱法兰锻造有限公司", "锻件制造", "定襄县"),
    Person("丙", "滹源重型锻压有限公司", "工艺研究所所长", "定襄县"),
)
"""滹沱法兰 was a nominee then: nominees may apply again."""

XINZHOU: tuple[Applicant, ...] = (
    Organization(301, "秀容古城食品有限公司", "焙烤食品制造", "忻府区"),
    Organization(302, "滹沱法兰锻造有限公司", "锻件制造", "定襄县"),
    Organization(303, "云中峰起重机械有限公司", "物料搬运设备制造", "原平市"),
    Organization(304, "台怀素斋餐饮管理有限公司", "餐饮", "五台县"),
    Organization(305, "雁关坊黄酒酿造有限公司", "酒的制造", "代县"),
    Organization(306, "芦芽山杂粮有限公司", "谷物磨制", "岢岚县"),
    Organization(307, "雁北风电运维有限公司", "电力生产", "代县"),
    Organization(308, "忻府示例人民医院", "医疗卫生", "忻府区", public_institution=True),
    Person("甲", "滹沱法兰锻造有限公司", "检测中心主任", "定襄县"),
    Person("乙", "忻府示例人民医院", "质量管理科科长", "忻府区", public_institution=True),
)

HOHHOT_FOURTH_LAST: tuple[Applicant, ...] = (
    Organization(402, "拾绒羊绒制品有限公司", "毛纺织", "玉泉区"),
    Organization(431, "土默川粮油加工有限公司", "植物油加工", "土默特左旗"),
    Person("丙", "土默川粮油加工有限公司", "检验主管", "土默特左旗"),
)
"""Their three years are over (第五条); 拾绒羊绒 applied again and won again."""

HOHHOT_THIRD_LAST: tuple[Applicant, ...] = (
    Organization(441, "青城驿冷链物流有限公司", "道路货物运输", "赛罕区"),
    Organization(442, "大黑河水泥制品有限公司", "水泥制品制造", "玉泉区"),
    Person("丁", "青城驿冷链物流有限公司", "温控技术负责人", "赛罕区"),
)

HOHHOT_SECOND_LAST: tuple[Applicant, ...] = (
    Organization(451, "北苑里糕点食品有限公司", "焙烤食品制造", "回民区"),
    Organization(452, "武川莜面坊食品有限公司", "谷物磨制", "武川县"),
)

HOHHOT_LAST_YEAR: tuple[Applicant, ...] = (
    Organization(401, "敕风牧场乳品有限公司", "乳制品制造", "赛罕区"),
    Organization(402, "拾绒羊绒制品有限公司", "毛纺织", "玉泉区"),
    Person("甲", "敕风牧场乳品有限公司", "质量工程师", "赛罕区"),
)

HOHHOT_THIS_YEAR: tuple[Applicant, ...] = (
    Organization(411, "阴山鹿鸣生物制药有限公司", "生物药品制造", "新城区"),
    Organization(412, "哈素湖淡水渔业有限公司", "水产品加工", "土默特左旗"),
    Organization(413, "白塔航空地面设备有限公司", "专用设备制造", "赛罕区"),
    Person("乙", "阴山鹿鸣生物制药有限公司", "质量受权人", "新城区"),
)

HOHHOT_NEXT_YEAR: tuple[Applicant, ...] = (
    Organization(421, "丰州古道营造工程有限公司", "房屋建筑", "回民区"),
    Organization(422, "蒙草原上马铃薯有限公司", "淀粉及淀粉制品制造", "武川县"),
)

YUNCHENG_YANHU: tuple[Applicant, ...] = (
    Organization(501, "畦上日化有限公司", "日用化学产品制造", "盐湖区"),
    Organization(502, "涑水果品冷链有限公司", "仓储", "盐湖区"),
    Organization(503, "舜风酒店管理有限公司", "住宿", "永济市"),
    Person("甲", "畦上日化有限公司", "质量经理", "盐湖区"),
)

YUNCHENG_INDUSTRY: tuple[Applicant, ...] = (
    Organization(511, "条山镁合金有限公司", "有色金属压延加工", "闻喜县"),
    Organization(512, "后土铝材加工有限公司", "铝压延加工", "河津市"),
    Organization(513, "汾阴机电有限公司", "电机制造", "万荣县"),
    Person("乙", "条山镁合金有限公司", "技术中心主任", "闻喜县"),
    Person("丙", "汾阴机电有限公司", "高级技师", "万荣县"),
)

YUNCHENG_HEJIN: tuple[Applicant, ...] = (
    Organization(521, "龙门琉璃工艺有限公司", "工艺美术品制造", "河津市"),
    Organization(522, "禹门口水泥制品有限公司", "水泥制品制造", "河津市"),
)
